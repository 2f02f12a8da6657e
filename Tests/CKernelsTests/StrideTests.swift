import CKernels
import Testing

/// An element's result depends on the element alone: contiguous, strided, reversed, broadcast or in place, alone or in a row.
struct StrideTests {
  // Longer than a block, and no multiple of any vector.
  private let count = 1037

  private func check(_ loop: gb_unary_loop, _ input: Elements, out dtype: gb_dtype, _ name: String) {
    let n = input.count
    let size = input.size
    var straight = Elements(dtype: dtype, count: n)
    loop(&straight.bytes, straight.size, input.bytes, size, n)

    let spread = input.spread(by: 3)
    var strided = Elements(dtype: dtype, count: n).spread(by: 2)
    loop(&strided.bytes, 2 * strided.size, spread.bytes, 3 * size, n)
    #expect(strided.every(2).agrees(with: straight), "\(name): strided")

    var reversed = Elements(dtype: dtype, count: n)
    input.bytes.withUnsafeBytes {
      loop(&reversed.bytes, reversed.size, $0.baseAddress! + (n - 1) * size, -size, n)
    }
    #expect(reversed.reversed.agrees(with: straight), "\(name): reversed")

    var single = Elements(dtype: dtype, count: n)
    single.bytes.withUnsafeMutableBytes { to in
      input.bytes.withUnsafeBytes { from in
        for i in 0..<n { loop(to.baseAddress! + i * straight.size, 0, from.baseAddress! + i * size, 0, 1) }
      }
    }
    #expect(single.agrees(with: straight), "\(name): one by one")

    var broadcast = Elements(dtype: dtype, count: 70)
    loop(&broadcast.bytes, broadcast.size, input.bytes, 0, 70)
    #expect(broadcast.agrees(with: straight.repeated(0, 70)), "\(name): broadcast")

    if dtype == input.dtype {
      var place = input
      place.bytes.withUnsafeMutableBytes { loop($0.baseAddress!, size, $0.baseAddress!, size, n) }
      #expect(place.agrees(with: straight), "\(name): in place")
    }
  }

  @Test("unary operations", arguments: dtypes)
  func unary(dtype: gb_dtype) {
    for level in levels {
      for op in 0..<UInt32(GB_UNARY_COUNT) {
        guard let loop = gb_unary_at(level, gb_unary_op(rawValue: op), dtype) else { continue }
        check(loop, Elements(mixed: count, dtype: dtype), out: dtype, "op \(op), dtype \(dtype.rawValue), level \(level.rawValue)")
      }
      for op in 0..<UInt32(GB_PREDICATE_COUNT) {
        guard let loop = gb_predicate_at(level, gb_predicate_op(rawValue: op), dtype) else { continue }
        check(loop, Elements(mixed: count, dtype: dtype), out: GB_BOOL, "predicate \(op), dtype \(dtype.rawValue)")
      }
      for to in dtypes {
        check(gb_cast_at(level, dtype, to), Elements(mixed: count, dtype: dtype), out: to, "cast \(dtype.rawValue) to \(to.rawValue)")
      }
    }
  }

  @Test("binary operations", arguments: dtypes)
  func binary(dtype: gb_dtype) {
    let a = Elements(mixed: count, dtype: dtype, seed: 2)
    let b = Elements(mixed: count, dtype: dtype, seed: 3)
    let size = a.size
    let n = count
    for level in levels {
      let arithmetic = (0..<UInt32(GB_BINARY_COUNT)).map { (gb_binary_at(level, gb_binary_op(rawValue: $0), dtype), dtype) }
      let comparisons = (0..<UInt32(GB_COMPARISON_COUNT)).map { (gb_comparison_at(level, gb_comparison_op(rawValue: $0), dtype), GB_BOOL) }
      for (op, (candidate, outDType)) in (arithmetic + comparisons).enumerated() {
        guard let loop = candidate else { continue }
        let name = "op \(op), dtype \(dtype.rawValue), level \(level.rawValue)"
        var straight = Elements(dtype: outDType, count: n)
        let outSize = straight.size
        loop(&straight.bytes, outSize, a.bytes, size, b.bytes, size, n)
        var strided = Elements(dtype: outDType, count: n).spread(by: 3)
        loop(&strided.bytes, 3 * outSize, a.spread(by: 2).bytes, 2 * size, b.spread(by: 3).bytes, 3 * size, n)
        #expect(strided.every(3).agrees(with: straight), "\(name): strided")

        // A broadcast operand gives what one spelled out gives (but for powers, whose broadcast exponents have rules of their own).
        for i in 0..<5 where op != Int(GB_POW_NUMBER.rawValue) {
          let one = Elements(bytes: Array(b.bytes[i * size..<(i + 1) * size]), dtype: dtype)
          let many = b.repeated(i, n)
          var expected = Elements(dtype: outDType, count: n)
          var given = Elements(dtype: outDType, count: n)
          loop(&expected.bytes, outSize, a.bytes, size, many.bytes, size, n)
          loop(&given.bytes, outSize, a.bytes, size, one.bytes, 0, n)
          #expect(given.agrees(with: expected), "\(name): second operand broadcast")
          loop(&expected.bytes, outSize, many.bytes, size, a.bytes, size, n)
          loop(&given.bytes, outSize, one.bytes, 0, a.bytes, size, n)
          #expect(given.agrees(with: expected), "\(name): first operand broadcast")
          loop(&given.bytes, outSize, one.bytes, 0, a.bytes, 0, n)
          #expect(given.agrees(with: expected.repeated(0, n)), "\(name): both broadcast")
        }
      }
    }
  }

  @Test("the levels agree on everything but the last bits of elementary functions and of what may be fused")
  func levelsAgree() {
    for dtype in dtypes {
      let a = Elements(mixed: count, dtype: dtype, seed: 4)
      let b = Elements(mixed: count, dtype: dtype, seed: 5)
      for op in 0..<UInt32(GB_BINARY_COUNT) {
        let results = levels.compactMap { level -> Elements? in
          guard let loop = gb_binary_at(level, gb_binary_op(rawValue: op), dtype) else { return nil }
          var out = Elements(dtype: dtype, count: count)
          loop(&out.bytes, out.size, a.bytes, a.size, b.bytes, b.size, count)
          return out
        }
        let isElementary = [GB_ATAN2, GB_HYPOT, GB_LOGADDEXP, GB_LOGADDEXP2, GB_POW, GB_POW_NUMBER, GB_XLOGY, GB_XLOG1PY].contains(
          gb_binary_op(rawValue: op))
        #expect(isElementary || results.allSatisfy { $0.agrees(with: results[0]) }, "op \(op), dtype \(dtype.rawValue)")
      }
      for to in dtypes {
        let results = levels.map { level -> Elements in
          var out = Elements(dtype: to, count: count)
          gb_cast_at(level, dtype, to)(&out.bytes, out.size, a.bytes, a.size, count)
          return out
        }
        #expect(results.allSatisfy { $0.agrees(with: results[0]) }, "cast \(dtype.rawValue) to \(to.rawValue)")
      }
    }
  }

  @Test("ternary operations, strided and broadcast")
  func ternary() {
    let n = 600
    for dtype in dtypes {
      let a = Elements(mixed: n, dtype: dtype, seed: 6)
      let b = Elements(mixed: n, dtype: dtype, seed: 7)
      let c = Elements(mixed: n, dtype: dtype, seed: 8)
      let condition = Elements((0..<n).map { Double($0 % 3 == 0 ? 1 : 0) }, dtype: GB_BOOL)
      for level in levels {
        for op in [GB_WHERE, GB_CLAMP, GB_LERP] {
          guard let loop = gb_ternary_at(level, op, dtype) else { continue }
          let first = op == GB_WHERE ? condition : a
          var straight = Elements(dtype: dtype, count: n)
          loop(&straight.bytes, a.size, first.bytes, first.size, b.bytes, a.size, c.bytes, a.size, n)
          var strided = Elements(dtype: dtype, count: n).spread(by: 2)
          loop(
            &strided.bytes, 2 * a.size, first.spread(by: 3).bytes, 3 * first.size, b.spread(by: 2).bytes, 2 * a.size, c.bytes, a.size, n)
          #expect(strided.every(2).agrees(with: straight), "op \(op.rawValue), dtype \(dtype.rawValue), level \(level.rawValue)")
          var broadcast = Elements(dtype: dtype, count: n)
          loop(&broadcast.bytes, a.size, first.bytes, first.size, b.bytes, 0, c.bytes, 0, n)
          var spelled = Elements(dtype: dtype, count: n)
          loop(&spelled.bytes, a.size, first.bytes, first.size, b.repeated(0, n).bytes, a.size, c.repeated(0, n).bytes, a.size, n)
          #expect(broadcast.agrees(with: spelled), "op \(op.rawValue), dtype \(dtype.rawValue), level \(level.rawValue): broadcast")
        }
      }
    }
  }
}
