import CKernels
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
    let loop = try #require(gb_binary(GB_POW, GB_FLOAT32))
    let a: [Float] = [0, 3, -.infinity, 9]
    for (exponent, expected) in [(2, [0, 9, .infinity, 81]), (-1, [.infinity, 1 / 3, 0, 1 / 9])] as [(Float, [Float])] {
      var out = [Float](repeating: 0, count: 4)
      loop(&out, 4, a, 4, [exponent], 0, 4)
      #expect(out == expected)
    }
    var out = [Float](repeating: 0, count: 4)
    loop(&out, 4, a, 4, [0.5] as [Float], 0, 4)
    #expect(out[0] == 0 && out[2].isNaN && out[3] == 3)
  }
}
