import Autograd
import Testing

/// Large enough for the products that the library packs itself, where the processor lets it; their tiles, panels and blocks are cut by the
/// edges. The factors are small integers, so that every order of summing gives the same.
@Suite("Large products of float32 matrices against three loops")
struct LargeProductTests {
  /// Rows of the first, what is summed, and columns of the second. The last three exceed what is packed at a time.
  static let shapes = [(161, 167, 163), (97, 1000, 111), (225, 385, 256), (4100, 100, 97), (97, 2050, 100), (96, 104, 4130)]

  private func naive(_ a: [Float], _ b: [Float], _ n: Int, _ k: Int, _ m: Int) -> [Double] {
    var product = Array(repeating: 0.0, count: n * m)
    for i in 0..<n {
      for l in 0..<k {
        let x = Double(a[i * k + l])
        for j in 0..<m { product[i * m + j] += x * Double(b[l * m + j]) }
      }
    }
    return product
  }

  /// Asked before `#expect`, which would compare and print all the elements of products that differ.
  private func isSame(_ product: Tensor, _ expected: [Double]) -> Bool {
    let elements = product.array(of: Double.self)
    return elements.count == expected.count && zip(elements, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
  }

  private func integers(_ count: Int, _ seed: Int) -> [Float] { (0..<count).map { Float(($0 * 37 + $0 / 101 + seed * 11) % 15 - 7) } }

  @Test("matrices and transposed matrices, contiguous and parts of wider ones", arguments: shapes)
  func layouts(_ n: Int, _ k: Int, _ m: Int) {
    let (a, b) = (integers(n * k, 1), integers(k * m, 2))
    let expected = naive(a, b, n, k, m)
    let (x, y) = (Tensor(a).view(n, k), Tensor(b).view(k, m))
    for x in Self.views(x) {
      for y in Self.views(y) {
        let product = x.mm(y)
        let isRight = product.isContiguous && isSame(product, expected)
        #expect(isRight, "strides \(x.strides) by \(y.strides)")
      }
    }
  }

  /// The same matrix in different places: with its rows or its columns one after the other, and either as part of a larger matrix.
  private static func views(_ x: Tensor) -> [Tensor] {
    let (n, m) = (x.shape[0], x.shape[1])
    let wide = Tensor.zeros(n, m + 3)
    wide[IndexItem.slice(), IndexItem.slice(1, m + 1)].copy_(x)
    let high = Tensor.zeros(m, n + 5)
    high[IndexItem.slice(), IndexItem.slice(2, n + 2)].copy_(x.t())
    return [
      x, x.t().contiguous().t(), wide[IndexItem.slice(), IndexItem.slice(1, m + 1)], high[IndexItem.slice(), IndexItem.slice(2, n + 2)].t(),
    ]
  }

  @Test("what is added, scaled by beta, to what is scaled by alpha", arguments: shapes)
  func addmm(_ n: Int, _ k: Int, _ m: Int) {
    let (a, b, c) = (integers(n * k, 1), integers(k * m, 2), integers(n * m, 3))
    let (x, y, z) = (Tensor(a).view(n, k), Tensor(b).view(k, m), Tensor(c).view(n, m))
    let product = naive(a, b, n, k, m)
    let isAdded = isSame(z.addmm(x, y), zip(product, c).map { $0 + Double($1) })
    let isScaled = isSame(z.addmm(x, y, beta: -2, alpha: 0.5), zip(product, c).map { 0.5 * $0 - 2 * Double($1) })
    // What is not added is not looked at.
    let isLeftOut = isSame(z.mul(Float.nan).addmm(x, y, beta: 0, alpha: 2), product.map { 2 * $0 })
    #expect(isAdded && isScaled && isLeftOut, "\(isAdded), \(isScaled), \(isLeftOut)")
  }

  @Test("a batch of them")
  func batch() {
    let (n, k, m) = (161, 167, 163)
    let (a, b) = (integers(2 * n * k, 1), integers(2 * k * m, 2))
    let expected =
      naive(Array(a[..<(n * k)]), Array(b[..<(k * m)]), n, k, m) + naive(Array(a[(n * k)...]), Array(b[(k * m)...]), n, k, m)
    let isRight = isSame(Tensor(a).view(2, n, k).bmm(Tensor(b).view(2, k, m)), expected)
    #expect(isRight)
  }

  @Test("NaN and infinity reach the elements that they are part of, and no others; zero times infinity is NaN", arguments: shapes)
  func specials(_ n: Int, _ k: Int, _ m: Int) {
    var (a, b) = (integers(n * k, 1), integers(k * m, 2))
    // At the edges too, beside what fills up the last tiles.
    a[5 * k + 7] = .nan
    a[(n - 1) * k + k - 1] = .infinity
    a[17 * k + 3] = -.infinity
    b[(k - 1) * m + m - 1] = .infinity
    b[3 * m + 40] = 0
    b[(k - 1) * m] = 0
    a[30 * k + k - 1] = 0
    let expected = naive(a, b, n, k, m)
    let isRight = isSame(Tensor(a).view(n, k).mm(Tensor(b).view(k, m)), expected)
    #expect(isRight)
    #expect(expected[17 * m + 40].isNaN && expected[(n - 1) * m].isNaN && expected[30 * m + m - 1].isNaN)
  }

  @Test("fractions are summed as exactly as float32 sums")
  func fractions() {
    let (n, k, m) = (200, 1500, 177)
    let (a, b) = (sample(n * k, seed: 1).map { Float($0) }, sample(k * m, seed: 2).map { Float($0) })
    let product = Tensor(a).view(n, k).mm(Tensor(b).view(k, m)).array(of: Double.self)
    let isClose = zip(product, naive(a, b, n, k, m)).allSatisfy { abs($0 - $1) <= 2e-5 * abs($1) }
    #expect(isClose)
  }
}
