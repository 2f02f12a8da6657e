import CKernels
import Testing

@Suite("A step of Adam")
struct AdamTests {
  private let settings = gb_adam_settings(
    maximize: true, decay: 0.98, gradient_decay: 0.1, average_weight: 0.1, square_keep: 0.99, square_weight: 0.01, correction: 0.3,
    eps: 1e-3, factor: -0.2)

  /// What the loop keeps of one element: parameter, average, squares, largest.
  private func expected(_ p: Double, _ g: Double, _ m: Double, _ v: Double, _ w: Double) -> [Double] {
    let p = p * 0.98
    let g = -g + 0.1 * p
    let m = m + 0.1 * (g - m)
    let v = v * 0.99 + 0.01 * g * g
    let w = max(v, w)
    return [p - 0.2 * m / (w.squareRoot() / 0.3 + 1e-3), m, v, w]
  }

  /// Eighty numbers; those of the squares (3 and 4) are not negative.
  private func numbers(_ seed: Int) -> [Double] {
    (0..<80).map { (i: Int) -> Double in
      let remainder = (i * (seed + 3)) % 17
      return Double(seed < 3 ? remainder - 8 : remainder) / 8
    }
  }

  @Test("every level gives the same for every length, and writes no further", arguments: levels, [GB_FLOAT64, GB_FLOAT32])
  func levelsAgree(_ level: gb_level, _ dtype: gb_dtype) throws {
    let loop = try #require(gb_adam_at(level, dtype))
    let tolerance = dtype == GB_FLOAT64 ? 1e-14 : 4e-6
    let inputs = (0..<5).map(numbers)
    for n in [0, 1, 3, 16, 33, 67] {
      let gradient = Elements(inputs[1], dtype: dtype)
      var parameter = Elements(inputs[0], dtype: dtype)
      var average = Elements(inputs[2], dtype: dtype)
      var squares = Elements(inputs[3], dtype: dtype)
      var largest = Elements(inputs[4], dtype: dtype)
      withUnsafePointer(to: settings) { settings in
        loop(&parameter.bytes, gradient.bytes, &average.bytes, &squares.bytes, &largest.bytes, n, settings)
      }
      for (place, kept) in [(0, parameter), (2, average), (3, squares), (4, largest)].enumerated() {
        let (k, memory) = kept
        let values = memory.doubles
        for i in 0..<n {
          let all = expected(inputs[0][i], inputs[1][i], inputs[2][i], inputs[3][i], inputs[4][i])
          let difference = abs(values[i] - all[place])
          #expect(difference <= tolerance * max(1, abs(all[place])))
        }
        #expect(Array(values[n...]) == Array(inputs[k][n...]))
      }
    }
  }

  @Test("NaN in a gradient stays in the largest squares")
  func nan() throws {
    let loop = try #require(gb_adam(GB_FLOAT64))
    var p: [Double] = [1, 1]
    var m: [Double] = [0, 0]
    var v: [Double] = [0, 0]
    var w: [Double] = [5, 0]
    let g: [Double] = [.nan, 1]
    withUnsafePointer(to: settings) { loop(&p, g, &m, &v, &w, 2, $0) }
    #expect(w[0].isNaN && p[0].isNaN && w[1] == v[1])
  }

  @Test("only float64 and float32 have a loop")
  func dtypesWithoutLoop() {
    for dtype in dtypes where dtype != GB_FLOAT64 && dtype != GB_FLOAT32 { #expect(gb_adam(dtype) == nil) }
  }
}
