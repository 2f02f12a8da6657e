import CKernels
import Foundation
import Testing

struct FloatingArithmeticTests {
  private func binary(_ op: gb_binary_op, _ a: [Double], _ b: [Double]) throws -> [Double] {
    let loop = try #require(gb_binary(op, GB_FLOAT64))
    var out = [Double](repeating: 99, count: a.count)
    loop(&out, 8, a, 8, b, 8, a.count)
    return out
  }

  @Test("floor division is Python's, signed zeros and division by zero included")
  func floorDivision() throws {
    let out = try binary(GB_DIV_FLOOR, [7, -7, 7, 1, -1, 0, -0.0, 1], [2, 2, -2, 0, 0, 0, 5, 0.1])
    #expect(out[..<5] == [3, -4, -4, .infinity, -.infinity])
    #expect(out[5].isNaN && out[6] == 0 && out[6].sign == .minus && out[7] == 9)
  }

  @Test("a remainder has the divisor's sign, fmod the dividend's")
  func remainders() throws {
    #expect(try binary(GB_REMAINDER, [7.5, -7.5, 7.5], [2, 2, -2]) == [1.5, 0.5, -0.5])
    #expect(try binary(GB_FMOD, [7.5, -7.5, 7.5], [2, 2, -2]) == [1.5, -1.5, 1.5])
  }

  @Test("minimum and maximum let NaN through, fmin and fmax step over it")
  func extremes() throws {
    let a: [Double] = [.nan, 1, 1, .nan]
    let b: [Double] = [1, .nan, 2, .nan]
    let least = try binary(GB_MINIMUM, a, b)
    #expect(least[0].isNaN && least[1].isNaN && least[2] == 1 && least[3].isNaN)
    let largest = try binary(GB_FMAX, a, b)
    #expect(largest[..<3] == [1, 1, 2] && largest[3].isNaN)
  }

  @Test("logaddexp does not overflow and knows infinities")
  func logaddexp() throws {
    let out = try binary(GB_LOGADDEXP, [1000, -.infinity, .infinity], [1000, -.infinity, .infinity])
    #expect(abs(out[0] - 1000.693_147_180_559_9) < 1e-12 && out[1] == -.infinity && out[2] == .infinity)
  }

  @Test("xlogy is 0 at 0, but NaN for a NaN")
  func xlogy() throws {
    let out = try binary(GB_XLOGY, [0, 0, 2], [0, .nan, 1])
    #expect(out[0] == 0 && out[1].isNaN && out[2] == 0)
  }

  @Test("alpha scales the second operand, and clamp keeps NaN")
  func scaledAndClamped() throws {
    let a: [Float] = [1, 2, .nan]
    let b: [Float] = [10, 20, 30]
    var alpha: Float = -0.5
    var out = [Float](repeating: 0, count: 3)
    let add = try #require(gb_add_scaled(GB_FLOAT32))
    add(&out, 4, a, 4, b, 4, 3, &alpha)
    #expect(out[..<2] == [-4, -8] && out[2].isNaN)
    let clamp = try #require(gb_ternary(GB_CLAMP, GB_FLOAT32))
    let low: [Float] = [1.5]
    let high: [Float] = [1.25]
    clamp(&out, 4, a, 4, low, 0, high, 0, 3)
    #expect(out[..<2] == [1.25, 1.25] && out[2].isNaN)
    let addcdiv = try #require(gb_scaled(GB_ADDCDIV, GB_FLOAT32))
    addcdiv(&out, 4, a, 4, a, 4, b, 4, 2, &alpha)
    #expect(out[..<2] == [0.95, 1.95])
  }

  @Test("a broadcast exponent of 2, 0.5 or -1 is a product, a root, a reciprocal")
  func powers() throws {
    let loop = try #require(gb_binary(GB_POW_NUMBER, GB_FLOAT32))
    let a: [Float] = [0, 3, -.infinity, 9]
    for (exponent, expected) in [(2, [0, 9, .infinity, 81]), (-1, [.infinity, 1 / 3, 0, 1 / 9])] as [(Float, [Float])] {
      var out = [Float](repeating: 0, count: 4)
      loop(&out, 4, a, 4, [exponent], 0, 4)
      #expect(out == expected)
    }
    var out = [Float](repeating: 0, count: 4)
    loop(&out, 4, a, 4, [0.5] as [Float], 0, 4)
    #expect(out[0] == 0 && out[2].isNaN && out[3] == 3)
    // A power, where the exponent is one of a tensor.
    let power = try #require(gb_binary(GB_POW, GB_FLOAT32))
    power(&out, 4, a, 4, [0.5] as [Float], 0, 4)
    #expect(out == [0, Float(3).squareRoot(), .infinity, 3])
  }

  struct Function: CustomTestStringConvertible, Sendable {
    let name: String
    let op: gb_binary_op
    /// In units of the last place.
    let limit: Double
    let exact: @Sendable (Double, Double) -> Double
    var testDescription: String { name }
  }

  /// Python's floor division as PyTorch computes it in float32.
  private static let floorDivision: @Sendable (Double, Double) -> Double = { a, b in
    let (x, y) = (Float(a), Float(b))
    if y == 0 { return Double(x / y) }
    let rest = fmodf(x, y)
    var quotient = (x - rest) / y
    if rest != 0 && (y < 0) != (rest < 0) { quotient -= 1 }
    if quotient == 0 { return Double(copysignf(0, x / y)) }
    let whole = quotient.rounded(.down)
    return Double(quotient - whole > 0.5 ? whole + 1 : whole)
  }

  static let functions: [Function] = [
    Function(name: "pow", op: GB_POW, limit: 0.51) { pow($0, $1) },
    Function(name: "atan2", op: GB_ATAN2, limit: 2.5) { atan2($0, $1) },
    Function(name: "hypot", op: GB_HYPOT, limit: 0.51) { hypot($0, $1) },
    Function(name: "fmod", op: GB_FMOD, limit: 0) { fmod($0, $1) },
    Function(name: "remainder", op: GB_REMAINDER, limit: 0) { x, y in
      let rest = fmodf(Float(x), Float(y))
      return Double(rest != 0 && (y < 0) != (rest < 0) ? rest + Float(y) : rest)
    },
    Function(name: "floor division", op: GB_DIV_FLOOR, limit: 0, exact: floorDivision),
    Function(name: "logaddexp", op: GB_LOGADDEXP, limit: 5) { x, y in
      if x.isNaN || y.isNaN { return .nan }
      return x == y && x.isInfinite ? x : max(x, y) + log1p(exp(-abs(x - y)))
    },
    Function(name: "xlogy", op: GB_XLOGY, limit: 2) { $1.isNaN ? $1 : $0 == 0 ? 0 : $0 * log($1) },
    Function(name: "xlog1py", op: GB_XLOG1PY, limit: 2) { $1.isNaN ? $1 : $0 == 0 ? 0 : $0 * log1p($1) },
  ]

  @Test("float32 functions of two numbers are as the C library's, for every pair of special numbers too", arguments: functions)
  func ofTwo(function: Function) throws {
    let special: [Float] = [
      0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.5, 7.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, 1e-20, 1e20, 88, 16_777_216, 0x1p29, 0.1, 0.3,
    ]
    var (a, b): ([Float], [Float]) = ([], [])
    for x in special {
      for y in special {
        a.append(x)
        b.append(y)
      }
    }
    var generator = gb_mt19937()
    gb_mt19937_seed(&generator, 5)
    for i in 0..<20_000 {
      let scale: [Float] = [1, 30, 1e-3, 1e6, 1e20]
      a.append(Float(gb_mt19937_normal(&generator)) * scale[i % 5])
      b.append(Float(gb_mt19937_normal(&generator)) * scale[i / 5 % 5])
    }
    for level in levels {
      let loop = try #require(gb_binary_at(level, function.op, GB_FLOAT32))
      var out = [Float](repeating: 99, count: a.count)
      loop(&out, 4, a, 4, b, 4, a.count)
      for i in a.indices {
        let place = "\(function.name)(\(a[i]), \(b[i])) = \(out[i]), level \(level.rawValue)"
        let exact = function.exact(Double(a[i]), Double(b[i]))
        let rounded = Float(exact)
        if rounded.isNaN || rounded.isInfinite {
          if !(rounded.isNaN ? out[i].isNaN : out[i] == rounded) { Issue.record("\(place), not \(rounded)") }
        } else if rounded == 0 && function.limit == 0 {
          if out[i] != 0 || out[i].sign != rounded.sign { Issue.record("\(place), not \(rounded)") }
        } else {
          // What cancels is good to some places of what is added up, because the difference of the two is rounded.
          let larger = max(a[i], b[i])
          let unit = Double(function.op == GB_LOGADDEXP ? (abs(larger) + abs(rounded - larger)).ulp : rounded.ulp)
          let error = abs(Double(out[i]) - exact) / unit
          if !(error <= function.limit) { Issue.record("\(place): \(error) ulp") }
        }
      }
    }
  }

  @Test("one number beside many gives what many of it give, in whole vectors and in what is left")
  func broadcast() throws {
    let loop = try #require(gb_binary(GB_ATAN2, GB_FLOAT32))
    for count in [1, 3, 16, 37] {
      let many = (0..<count).map { Float($0) - 7.5 }
      for number in [2.5, -0.0] as [Float] {
        let one = [Float](repeating: number, count: count)
        for (a, stepA, b, stepB) in [(many, 4, one, 0), (one, 0, many, 4)] {
          var (out, expected) = ([Float](repeating: 0, count: count), [Float](repeating: 1, count: count))
          loop(&out, 4, a, stepA, b, stepB, count)
          loop(&expected, 4, a, 4, b, 4, count)
          #expect(out == expected)
        }
      }
    }
    var out = [Float](repeating: 0, count: 2)
    loop(&out, 4, [0, -0.0] as [Float], 4, [-0.0] as [Float], 0, 2)
    #expect(out == [3.1415927, -3.1415927])
  }
}
