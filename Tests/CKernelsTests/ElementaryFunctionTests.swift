import CKernels
import Foundation
import Testing

/// Accuracy in units in the last place, against the C library in the next wider type.
struct ElementaryFunctionTests {
  struct Function: CustomTestStringConvertible, Sendable {
    let name: String
    let op: gb_unary_op
    let limit: Double
    let exact: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  static let functions: [Function] = [
    Function(name: "exp", op: GB_EXP, limit: 1.5) { exp($0) },
    Function(name: "exp2", op: GB_EXP2, limit: 1.5) { exp2($0) },
    Function(name: "expm1", op: GB_EXPM1, limit: 2) { expm1($0) },
    Function(name: "log", op: GB_LOG, limit: 1) { log($0) },
    Function(name: "log2", op: GB_LOG2, limit: 1.25) { log2($0) },
    Function(name: "log10", op: GB_LOG10, limit: 1.25) { log10($0) },
    Function(name: "log1p", op: GB_LOG1P, limit: 1) { log1p($0) },
    Function(name: "sin", op: GB_SIN, limit: 2) { sin($0) },
    Function(name: "cos", op: GB_COS, limit: 2) { cos($0) },
    Function(name: "tanh", op: GB_TANH, limit: 1.5) { tanh($0) },
    Function(name: "sigmoid", op: GB_SIGMOID, limit: 2.5) { 1 / (1 + exp(-$0)) },
    Function(name: "erf", op: GB_ERF, limit: 1.5) { erf($0) },
    Function(name: "erfc", op: GB_ERFC, limit: 0.6) { erfc($0) },
    Function(name: "erfinv", op: GB_ERFINV, limit: 0.6, exact: inverseOfErf),
    Function(name: "tan", op: GB_TAN, limit: 3) { tan($0) },
    Function(name: "asin", op: GB_ASIN, limit: 2) { asin($0) },
    Function(name: "acos", op: GB_ACOS, limit: 2) { acos($0) },
    Function(name: "atan", op: GB_ATAN, limit: 1.5) { atan($0) },
    Function(name: "sinh", op: GB_SINH, limit: 0.51) { sinh($0) },
    Function(name: "cosh", op: GB_COSH, limit: 0.51) { cosh($0) },
    Function(name: "asinh", op: GB_ASINH, limit: 0.51) { asinh($0) },
    Function(name: "acosh", op: GB_ACOSH, limit: 0.51) { acosh($0) },
    Function(name: "atanh", op: GB_ATANH, limit: 0.51) { atanh($0) },
  ]

  /// By the loop for float64, whose own test goes back by erf.
  private static let inverseOfErf: @Sendable (Double) -> Double = { x in
    var (x, y) = (x, 0.0)
    gb_unary(GB_ERFINV, GB_FLOAT64)!(&y, 8, &x, 8, 1)
    return y
  }

  @Test("float32 functions are within their ulps over every exponent, subnormal numbers and specials included", arguments: functions)
  func float32(function: Function) throws {
    // A stride through all bit patterns; odd, so that signs, exponents and fractions all vary.
    let inputs =
      stride(from: UInt32(0), to: UInt32.max - 60_017, by: 60_017).map(Float.init(bitPattern:))
      + [0, -0.0, .infinity, -.infinity, .nan, 1, -1, 88.72, 88.73, -87.3, -103.9, -104, 0.625, -0.9, 1e30, 0x1p21, 2_097_151.9]
    for level in levels {
      let loop = try #require(gb_unary_at(level, function.op, GB_FLOAT32))
      var out = [Float](repeating: 0, count: inputs.count)
      loop(&out, 4, inputs, 4, inputs.count)
      for (x, y) in zip(inputs, out) {
        let exact = function.exact(Double(x))
        let rounded = Float(exact)
        if rounded.isNaN || y.isNaN {
          #expect(rounded.isNaN && y.isNaN, "\(function.name)(\(x)) = \(y), level \(level.rawValue)")
        } else if rounded == 0 || rounded.isInfinite || y.isInfinite {
          let nearby = abs(y) >= Float.greatestFiniteMagnitude && abs(rounded) >= Float.greatestFiniteMagnitude || abs(y) <= 0x1p-149
          #expect(nearby && y.sign == rounded.sign, "\(function.name)(\(x)) = \(y), level \(level.rawValue)")
        } else {
          let error = abs(Double(y) - exact) / Double(rounded.ulp)
          if error > function.limit { Issue.record("\(function.name)(\(x)): \(error) ulp, level \(level.rawValue)") }
        }
      }
    }
  }

  #if arch(x86_64)
    @Test("float64 functions are within 2.5 ulp")
    func float64() throws {
      let functions: [(gb_unary_op, (Float80) -> Float80)] = [
        (GB_EXP, { exp($0) }), (GB_LOG, { log($0) }), (GB_SIN, { sin($0) }), (GB_COS, { cos($0) }), (GB_TANH, { tanh($0) }),
        (GB_SIGMOID, { 1 / (1 + exp(-$0)) }), (GB_LOG1P, { log1p($0) }), (GB_TAN, { tan($0) }), (GB_ASIN, { asin($0) }),
        (GB_ACOS, { acos($0) }), (GB_ATAN, { atan($0) }), (GB_ATANH, { atanh($0) }),
      ]
      var generator = gb_mt19937()
      gb_mt19937_seed(&generator, 9)
      let inputs: [Double] =
        (0..<6000).map { i in
          let scale: [Double] = [1, 20, 750, 1e-3, 1e-12, 5e5, 1e15, 0x1p-1030]
          return gb_mt19937_normal(&generator) * scale[i % 8]
        } + [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, 709.78, -745.1, -746, 710, .greatestFiniteMagnitude]
      for level in levels {
        for (op, exactFunction) in functions {
          let loop = try #require(gb_unary_at(level, op, GB_FLOAT64))
          var out = [Double](repeating: 0, count: inputs.count)
          loop(&out, 8, inputs, 8, inputs.count)
          for (x, y) in zip(inputs, out) {
            let exact = exactFunction(Float80(x))
            let rounded = Double(exact)
            if rounded.isNaN || rounded == 0 || rounded.isInfinite {
              #expect(rounded.isNaN ? y.isNaN : y == rounded && y.sign == rounded.sign, "op \(op.rawValue) of \(x)")
            } else {
              let error = Double(abs(Float80(y) - exact)) / rounded.ulp
              if !(error <= 2.5) { Issue.record("op \(op.rawValue) of \(x): \(error) ulp, level \(level.rawValue)") }
            }
          }
        }
      }
    }
  #endif

  @Test("erfinv undoes erf, near 1 by way of the complement")
  func erfinv() throws {
    let loop = try #require(gb_unary(GB_ERFINV, GB_FLOAT64))
    let inputs = [0, 1e-12, 0.1, -0.3, 0.5, 0.9, -0.999, 1 - 0x1p-40, 1 - 0x1p-53, 1, -1, 1.5]
    var out = [Double](repeating: 0, count: inputs.count)
    loop(&out, 8, inputs, 8, inputs.count)
    for (x, y) in zip(inputs, out).prefix(9) {
      #expect(abs(Foundation.erfc(abs(y)) - (1 - abs(x))) <= 4e-15 * (1 - abs(x)) + 1e-30 || abs(Foundation.erf(y) - x) <= 2e-16 * abs(x))
    }
    #expect(out[9] == .infinity && out[10] == -.infinity && out[11].isNaN)
  }

  @Test("digamma knows Euler's constant, reflection and its poles")
  func digamma() throws {
    let loop = try #require(gb_unary(GB_DIGAMMA, GB_FLOAT64))
    let inputs = [1, 0.5, -0.5, 100, 0, -0.0, -3]
    var out = [Double](repeating: 0, count: inputs.count)
    loop(&out, 8, inputs, 8, inputs.count)
    let euler = 0.577_215_664_901_532_86
    #expect(abs(out[0] + euler) < 1e-15)
    #expect(abs(out[1] + euler + 2 * Foundation.log(2)) < 1e-15)
    #expect(abs(out[2] - (out[1] + 2)) < 1e-14)
    #expect(abs(out[3] - 4.600_161_852_738_087_4) < 1e-14)
    #expect(out[4] == -.infinity && out[5] == .infinity && out[6].isNaN)
  }

  @Test("round goes half to even, and sign and relu treat NaN as PyTorch does")
  func rounding() throws {
    let inputs: [Float] = [0.5, 1.5, 2.5, -0.5, .nan, -3]
    var out = [Float](repeating: 0, count: 6)
    let round = try #require(gb_unary(GB_ROUND, GB_FLOAT32))
    round(&out, 4, inputs, 4, 6)
    #expect(out[..<4] == [0, 2, 2, 0] && out[3].sign == .minus)
    let sign = try #require(gb_unary(GB_SIGN, GB_FLOAT32))
    sign(&out, 4, inputs, 4, 6)
    #expect(out == [1, 1, 1, -1, 0, -1])
    let relu = try #require(gb_unary(GB_RELU, GB_FLOAT32))
    relu(&out, 4, inputs, 4, 6)
    #expect(out[4].isNaN && out[5] == 0)
  }
}
