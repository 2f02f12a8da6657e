import Autograd
import Testing

@Suite("Matrix products against three loops")
struct MatrixProductTests {
  private func naive(_ a: [Double], _ b: [Double], _ n: Int, _ k: Int, _ m: Int) -> [Double] {
    var product = Array(repeating: 0.0, count: n * m)
    for i in 0..<n {
      for j in 0..<m {
        for l in 0..<k { product[i * m + j] += a[i * k + l] * b[l * m + j] }
      }
    }
    return product
  }

  private func integers(_ count: Int, _ seed: Int) -> [Double] { sample(count, seed: seed).map { ($0 * 10).rounded() - 10 } }

  @Test(
    "mm of every pair of layouts and every dtype", arguments: Layout.allCases,
    [DType.float64, .float32, .int64, .int32, .float16, .bfloat16])
  func matrices(_ layout: Layout, _ dtype: DType) {
    for (n, k, m) in [(2, 3, 4), (1, 3, 2), (3, 1, 2), (2, 3, 1), (1, 1, 1), (5, 7, 6), (0, 2, 3), (2, 0, 3), (2, 3, 0), (17, 9, 33)] {
      let (a, b) = (integers(n * k, 1), integers(k * m, 2))
      for other in Layout.allCases {
        let product = layout.tensor(a, [n, k], dtype: dtype).mm(other.tensor(b, [k, m], dtype: dtype))
        #expect(product.dtype == dtype && product.shape == [n, m] && product.isContiguous)
        #expect(product.array(of: Double.self) == naive(a, b, n, k, m), "\(n)x\(k) by \(k)x\(m), \(layout) by \(other)")
      }
    }
  }

  @Test("bmm and batches that broadcast", arguments: Layout.allCases, [DType.float64, .float32, .int64])
  func batches(_ layout: Layout, _ dtype: DType) {
    let (a, b) = (integers(24, 1), integers(24, 2))
    let (firstA, secondA, firstB, secondB) = (Array(a[..<12]), Array(a[12...]), Array(b[..<12]), Array(b[12...]))
    let expected: [Double] = naive(firstA, firstB, 3, 4, 3) + naive(secondA, secondB, 3, 4, 3)
    let byOne: [Double] = naive(firstA, firstB, 3, 4, 3) + naive(secondA, firstB, 3, 4, 3)
    for other in Layout.allCases {
      let (x, y) = (layout.tensor(a, [2, 3, 4], dtype: dtype), other.tensor(b, [2, 4, 3], dtype: dtype))
      #expect(x.bmm(y).array(of: Double.self) == expected)
      #expect(x.matmul(y).array(of: Double.self) == expected)
      #expect(x.matmul(y[0]).array(of: Double.self) == byOne)
      #expect(x.unsqueeze(1).matmul(y).shape == [2, 2, 3, 3])
    }
    #expect(Tensor.zeros(0, 2, 3).bmm(Tensor.zeros(0, 3, 4)).shape == [0, 2, 4])
    #expect(Tensor.zeros(2, 2, 0).bmm(Tensor.zeros(2, 0, 1)).array(of: Float.self) == [0, 0, 0, 0])
  }

  @Test("vectors: dot, mv, vector by matrix, with steps and expanded", arguments: Layout.allCases)
  func vectors(_ layout: Layout) {
    let (a, b) = (integers(6, 1), integers(3, 2))
    let (x, v) = (layout.tensor(a, [2, 3]), layout.tensor(b, [3]))
    #expect(x.mv(v).array(of: Double.self) == naive(a, b, 2, 3, 1))
    #expect(x.matmul(v).shape == [2])
    #expect(v.matmul(x.t()).array(of: Double.self) == naive(a, b, 2, 3, 1))
    let squares: Double = b.map { $0 * $0 }.reduce(0, +)
    #expect(v.dot(v).item() == squares)
    let repeated = Tensor([2.0], dtype: .float64).expand(3)
    #expect(x.mv(repeated).array(of: Double.self) == naive(a, [2, 2, 2], 2, 3, 1))
    #expect(v[0].expand(2, 3).mm(x.t()).shape == [2, 2])
    let product: [Double] = v[0..<1].expand(4, 3).mm(x.t()).array(of: Double.self)
    #expect(product[0] == naive(Array(repeating: b[0], count: 3), Array(a[..<3]), 1, 3, 1)[0])
    #expect(Tensor([]).dot(Tensor([])).item() == 0)
  }

  @Test("rows that overlap in memory are multiplied as they are seen")
  func overlapping() {
    let x = Tensor([1.0, 2.0, 3.0, 4.0], dtype: .float64).asStrided([3, 2], [1, 1])
    #expect(x.mm(Tensor.eye(2, dtype: .float64)).array(of: Double.self) == [1, 2, 2, 3, 3, 4])
    #expect(x.t().mm(x).array(of: Double.self) == [14, 20, 20, 29])
  }

  @Test("addmm with beta and alpha; beta 1 broadcasts what is added")
  func addmm() {
    let (a, b) = (integers(6, 1), integers(6, 2))
    let (x, y) = (Tensor(a, dtype: .float64).view(2, 3), Tensor(b, dtype: .float64).view(3, 2))
    let product: [Double] = naive(a, b, 2, 3, 2)
    let added: [Double] = [product[0] + 1, product[1] + 2, product[2] + 1, product[3] + 2]
    let scaled: [Double] = product.map { $0 * 2 + 2 }
    #expect(Tensor([1.0, 2.0], dtype: .float64).addmm(x, y).array(of: Double.self) == added)
    #expect(Tensor([4.0], dtype: .float64).addmm(x, y, beta: 0.5, alpha: 2).array(of: Double.self) == scaled)
  }
}
