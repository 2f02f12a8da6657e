import CKernels
import Testing

struct ReductionTests {
  /// Numbers around 1, whose naive float32 sum loses digits.
  private let numbers: [Float] = (0..<300_007).map { 1 + Float(($0 * 7919) % 1000) * 1e-3 }

  @Test("a float32 sum of 300,007 numbers is right to the last places, whatever the stride", arguments: levels)
  func accurateSum(level: gb_level) throws {
    let exact = numbers.reduce(0.0) { $0 + Double($1) }
    let loop = try #require(gb_reduce_at(level, GB_SUM, GB_FLOAT32))
    var sum = 0.0
    loop(&sum, numbers, 4, numbers.count)
    #expect(abs(sum - exact) < 2e-7 * exact)
    let spread = Elements(bytes: numbers.withUnsafeBytes { Array($0) }, dtype: GB_FLOAT32).spread(by: 2)
    var strided = 0.0
    loop(&strided, spread.bytes, 8, numbers.count)
    #expect(strided == sum)
    var broadcast = 0.0
    loop(&broadcast, [Float(0.1)], 0, 10_000)
    #expect(abs(broadcast - 10_000 * Double(Float(0.1))) < 1e-3)
  }

  @Test("every reduction gives the same for strided and contiguous elements, and one call what two give", arguments: dtypes)
  func strides(dtype: gb_dtype) {
    let n = 2048 * 2 + 333
    let input = Elements((0..<n).map { Double(($0 * 37) % 101) - 50 }, dtype: dtype)
    let spread = input.spread(by: 3)
    for level in levels {
      for op in 0..<UInt32(GB_REDUCE_COUNT) where op != GB_PROD.rawValue {
        guard let loop = gb_reduce_at(level, gb_reduce_op(rawValue: op), dtype) else { continue }
        var straight: [UInt64] = [0]
        var strided: [UInt64] = [0]
        var halves: [UInt64] = [0]
        loop(&straight, input.bytes, input.size, n)
        loop(&strided, spread.bytes, 3 * input.size, n)
        input.bytes.withUnsafeBytes {
          loop(&halves, $0.baseAddress!, input.size, 2048)
          loop(&halves, $0.baseAddress! + 2048 * input.size, input.size, n - 2048)
        }
        #expect(straight == strided && straight == halves, "op \(op), dtype \(dtype.rawValue), level \(level.rawValue)")
      }
    }
  }

  @Test("rows reduce as columns would one by one", arguments: dtypes)
  func rows(dtype: gb_dtype) {
    let rows = 37
    let columns = 700
    let input = Elements((0..<rows * columns).map { Double(($0 * 37) % 11) - 5 }, dtype: dtype)
    for level in levels {
      for op in 0..<UInt32(GB_REDUCE_COUNT) where op != GB_PROD.rawValue {
        let op = gb_reduce_op(rawValue: op)
        guard let byRow = gb_reduce_rows_at(level, op, dtype), let byColumn = gb_reduce_at(level, op, dtype) else { continue }
        let width =
          switch op {
          case GB_ALL, GB_ANY: 1
          case GB_MIN, GB_MAX, GB_MAX_ABS, GB_MIN_ABS: input.size
          default: 8
          }
        var together = [UInt8](repeating: 0, count: columns * width)
        var alone = together
        byRow(&together, input.bytes, columns * input.size, rows, columns)
        alone.withUnsafeMutableBytes { acc in
          input.bytes.withUnsafeBytes { from in
            for column in 0..<columns {
              byColumn(acc.baseAddress! + column * width, from.baseAddress! + column * input.size, columns * input.size, rows)
            }
          }
        }
        #expect(together == alone, "op \(op.rawValue), dtype \(dtype.rawValue), level \(level.rawValue)")
      }
    }
  }

  @Test("extremes see a NaN wherever it is", arguments: levels)
  func extremesSeeNaN(level: gb_level) throws {
    for op in [GB_MIN, GB_MAX, GB_MAX_ABS, GB_MIN_ABS] {
      let loop = try #require(gb_reduce_at(level, op, GB_FLOAT32))
      for place in [0, 3, 64, 100, 299] {
        var input = [Float](repeating: 2, count: 300)
        input[place] = .nan
        var acc: Float = 2
        loop(&acc, input, 4, 300)
        #expect(acc.isNaN, "op \(op.rawValue), place \(place)")
      }
    }
  }

  @Test("argmax and argmin give the first of equals, and the first NaN before all")
  func places() {
    var input = [Float](repeating: 0, count: 3000)
    input[700] = 5
    input[2900] = 5
    input[10] = -1
    var value: Float = 0
    var index: Int64 = -1
    gb_argmax(GB_FLOAT32)(&value, &index, input, 4, 3000, 0)
    #expect(index == 700 && value == 5)
    index = -1
    gb_argmin(GB_FLOAT32)(&value, &index, input, 4, 3000, 0)
    #expect(index == 10 && value == -1)
    input[1500] = .nan
    input[1600] = .nan
    index = -1
    gb_argmax(GB_FLOAT32)(&value, &index, input, 4, 3000, 0)
    #expect(index == 1500 && value.isNaN)
    gb_argmax(GB_FLOAT32)(&value, &index, [9], 4, 1, 3000)
    #expect(index == 1500)
  }

  @Test("sums of integers and bools are int64")
  func integerSums() throws {
    let bytes = [Int8](repeating: 100, count: 1000)
    var sum: Int64 = 0
    let loop = try #require(gb_reduce(GB_SUM, GB_INT8))
    loop(&sum, bytes, 1, 1000)
    #expect(sum == 100_000)
  }

  @Test("running sums go on over calls")
  func scans() {
    let input: [Float] = [1, 2, 3, 4]
    var out = [Float](repeating: 0, count: 4)
    var acc = 0.0
    gb_cumsum(GB_FLOAT32)(&out, 4, input, 4, 2, &acc)
    input.withUnsafeBytes { from in
      out.withUnsafeMutableBytes { gb_cumsum(GB_FLOAT32)($0.baseAddress! + 8, 4, from.baseAddress! + 8, 4, 2, &acc) }
    }
    #expect(out == [1, 3, 6, 10] && acc == 10)
    acc = 1
    gb_cumprod(GB_FLOAT32)(&out, 4, input, 4, 4, &acc)
    #expect(out == [1, 2, 6, 24])
  }

  @Test("a dot product is as accurate as a sum", arguments: levels)
  func dot(level: gb_level) {
    let exact = numbers.reduce(0.0) { $0 + Double($1) * Double($1) }
    var acc = 0.0
    gb_dot_at(level, GB_FLOAT32)(&acc, numbers, 4, numbers, 4, numbers.count)
    #expect(abs(acc - exact) < 2e-7 * exact)
  }

  @Test("sums of powers")
  func powers() throws {
    var acc = 0.0
    let loop = try #require(gb_sum_powers(GB_FLOAT64))
    loop(&acc, [-2.0, 3.0], 8, 2, 3)
    #expect(abs(acc - 35) < 1e-12)
  }
}
