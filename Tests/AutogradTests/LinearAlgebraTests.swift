import Autograd
import Testing

/// What the golden traces cannot show. The figures are PyTorch 2.15's, from a run on a CPU.
@Suite("Products and linear algebra")
struct LinearAlgebraTests {
  private let square = Tensor([[4.0, 1.0], [2.0, 3.0]], dtype: .float64)

  private func leaf(_ values: Tensor) -> Tensor { values.clone().requiresGrad_() }

  @Test("nodes have PyTorch's names")
  func names() {
    let a = leaf(square)
    let v = leaf(Tensor([1.0, 2.0], dtype: .float64))
    #expect(v.vdot(v).gradFn?.name == "VdotBackward0")
    #expect(v.matmul(a).gradFn?.name == "SqueezeBackward4")
    #expect(a.addmm(a, a).gradFn?.name == "AddmmBackward0")
    #expect(a.linear(a, bias: v).gradFn?.name == "AddmmBackward0")
    #expect(a.unsqueeze(0).linear(a, bias: v).gradFn?.name == "UnsafeViewBackward0")
    #expect(Tensor.einsum("i,j->ij", v, v).gradFn?.name == "MulBackward0")
    #expect(Tensor.einsum("ij,jk->ik", a, a).gradFn?.name == "ViewBackward0")
    #expect(linalg.inv(a).gradFn?.name == "LinalgInvExBackward0")
    #expect(linalg.solve(a, v).gradFn?.name == "LinalgSolveExBackward0")
    #expect(linalg.svdvals(a).gradFn?.name == "LinalgSvdBackward0")
    #expect(linalg.eigvalsh(a).gradFn?.name == "LinalgEighBackward0")
    #expect(linalg.matrixPower(a, 3).gradFn?.name == "MmBackward0")
    #expect(linalg.matrixNorm(a, .nuclear).gradFn?.name == "SumBackward1")
    #expect(a.logdet().gradFn?.name == "WhereBackward0")
    #expect(a.cdist(a).gradFn?.name == "CdistBackward0")
  }

  @Test("distances from products have the derivatives of those from differences, and none where two points are one")
  func distancesFromProducts() throws {
    manualSeed(6)
    let (x, y) = (leaf(Tensor.randn(3, 4, dtype: .float64)), leaf(Tensor.randn(2, 4, dtype: .float64)))
    try GradientCheck.run("cdist", [x, y], tolerance: 1e-5) { $0[0].cdist($0[1], computeMode: .useProduct) }
    let gradients = try [DistanceMode.useProduct, .useDifferences].map { mode in
      let distances = x.cdist(Tensor.cat([y, x]), computeMode: mode)
      return try grad(outputs: [distances.sin().sum()], inputs: [x, y])
    }
    #expect(gradients[0][0]!.allclose(gradients[1][0]!) && gradients[0][1]!.allclose(gradients[1][1]!))
    #expect(gradients[0][0]!.isfinite().all().item(as: Bool.self))
  }

  @Test("points that are one have no part in derivatives of distances, whatever arrives: PyTorch's figures")
  func distancesOfOnePoint() throws {
    let x = Tensor([[1.0, 2.0], [3.0, 4.0]], requiresGrad: true)
    let first = try grad(outputs: [x.cdist(Tensor([[1.0, 2.0], [0.0, 0.0]])).sum()], inputs: [x], createGraph: true)[0]!
    #expect(first.allclose(Tensor([[0.4472135901451111, 0.8944271802902222], [1.3071067333221436, 1.5071067810058594]])))
    let second = try grad(outputs: [(first * first).sum()], inputs: [x])[0]!
    #expect(second.allclose(Tensor([[0, 0], [-0.025455832481384277, 0.036769747734069824]]), atol: 1e-6))
    // The squares vanish.
    let near = Tensor([[1e-25, 2e-25]], requiresGrad: true)
    let vanished = try grad(outputs: [near.cdist(Tensor([[3e-25, 1e-25]])).sum()], inputs: [near])[0]!
    #expect(vanished.array(of: Float.self) == [0, 0])
    let same = Tensor([[1.0, 2.0]], requiresGrad: true)
    let infinite = try grad(outputs: [same.cdist(same.detach())], inputs: [same], gradOutputs: [Tensor([[Float.infinity]])])[0]!
    #expect(infinite.array(of: Float.self) == [0, 0])
  }

  @Test("a factor's gradient has the factor's layout")
  func layouts() throws {
    let transposed = leaf(Tensor.ones([3, 2], dtype: .float64)).t()
    let other = leaf(Tensor.ones([3, 4], dtype: .float64))
    let gradients = try grad(outputs: [transposed.mm(other).sum()], inputs: [transposed, other])
    #expect(gradients.map { $0!.strides } == [[1, 2], [4, 1]])
  }

  @Test("the results of LAPACK are column-major")
  func columnMajor() {
    let batch = Tensor.stack([square, square])
    #expect(linalg.inv(square).strides == [1, 2])
    #expect(linalg.inv(batch).strides == [4, 1, 2])
    #expect(linalg.solve(square, square).strides == [1, 2])
    #expect(linalg.solve(square, square, left: false).strides == [2, 1])
    #expect(linalg.svd(Tensor.ones([3, 2]), fullMatrices: false).vh.strides == [1, 2])
    #expect(linalg.pinv(square).strides == [2, 1])
  }

  @Test("a beta of 0 leaves the tensor unread")
  func unread() {
    let nan = Tensor.full([2, 2], Double.nan, dtype: .float64)
    #expect(nan.addmm(square, square, beta: 0).array(of: Double.self) == [18, 7, 14, 11])
    #expect(nan.baddbmm(square.unsqueeze(0), square.unsqueeze(0), beta: 0, alpha: 2).array(of: Double.self) == [36, 14, 28, 22])
  }

  @Test("in-place products write to the memory and are recorded")
  func inPlace() throws {
    let start = leaf(square)
    let sum = start.mul(1)
    sum.addmm_(square, square, beta: 2, alpha: 0.5)
    #expect(sum.detach().array(of: Double.self) == [17, 5.5, 11, 11.5])
    #expect(sum.gradFn?.name == "AddmmBackward0" && sum.version == 1)
    try sum.sum().backward()
    #expect(start.grad!.array(of: Double.self) == [2, 2, 2, 2])
  }

  @Test("half precision is summed in float32")
  func halves() {
    let ones = Tensor.ones([1, 4096], dtype: .bfloat16)
    #expect(ones.mm(ones.t()).item() == 4096)
    #expect(square.to(.float16).mm(square.to(.float16)).array(of: Double.self) == [18, 7, 14, 11])
  }

  @Test("a large product is the same on one thread and on several", arguments: [DType.float32, .float64])
  func threads(_ dtype: DType) {
    let (a, b) = (Tensor.randn([300, 257], dtype: dtype), Tensor.randn([257, 401], dtype: dtype))
    let threads = threadCount
    defer { threadCount = threads }
    threadCount = 1
    let (alone, rows) = (a.mm(b), a.mv(b.select(1, 0)))
    threadCount = 4
    #expect(a.mm(b).equal(alone) && a.mv(b.select(1, 0)).equal(rows))
    #expect(a.t().contiguous().t().mm(b).allclose(alone, rtol: 1e-4, atol: 1e-4))
  }

  @Test("einsum's letters: implicit output, ellipsis, diagonals, capitals first")
  func einsum() {
    let a = Tensor.arange(6).reshape(2, 3)
    #expect(Tensor.einsum("ba", a).array(of: Int.self) == [0, 3, 1, 4, 2, 5])
    #expect(Tensor.einsum("bA", a).shape == [3, 2])
    #expect(Tensor.einsum("...j -> j", a).array(of: Int.self) == [3, 5, 7])
    #expect(Tensor.einsum("ii", Tensor.arange(9).reshape(3, 3)).item() == 12)
    #expect(Tensor.einsum("i...,i...", a, a).array(of: Int.self) == [9, 17, 29])
    #expect(Tensor.einsum("ij,kj,k", a, a, Tensor([1, 2])).array(of: Int.self) == [33, 114])
  }

  @Test("without data the shapes and layouts of results are found out")
  func withoutData() {
    let (a, v) = (Tensor.empty(3, 3, device: .meta), Tensor.empty(3, device: .meta))
    #expect(a.mm(a).device == .meta && a.mv(v).shape == [3] && v.dot(v).shape == [])
    #expect(v.addmm(a, a, beta: 2).shape == [3, 3] && a.linear(a, bias: v).device == .meta)
    #expect(linalg.solve(a, v).shape == [3] && linalg.inv(a).strides == [1, 3] && linalg.det(a).shape == [])
    #expect(linalg.svd(a.narrow(0, 0, 2)).vh.shape == [3, 3] && linalg.eigvalsh(a).shape == [3] && linalg.qr(a).r.device == .meta)
    #expect(linalg.cholesky(a).shape == [3, 3] && linalg.lu(a).p.shape == [3, 3] && a.cdist(a).shape == [3, 3])
  }

  @Test("mistakes are told in PyTorch's words")
  func mistakes() async {
    let singular = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = linalg.inv(Tensor.ones(2, 2)) }
    #expect(
      says(
        singular, "linalg.inv: The diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular."))
    let indefinite = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = linalg.cholesky(Tensor.stack([Tensor.eye(2), Tensor.eye(2).neg()]))
    }
    #expect(
      says(
        indefinite,
        "linalg.cholesky: (Batch element 1): The factorization could not be completed because the input is not positive-definite (the "
          + "leading minor of order 1 is not positive-definite)."))
  }

  private func says(_ result: ExitTest.Result?, _ text: String) -> Bool {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(text)
  }

  @Test("the determinant of a singular matrix has the cofactors for its gradient")
  func singular() throws {
    let a = leaf(Tensor([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.0, 1.0]], dtype: .float64))
    try linalg.det(a).backward()
    let expected = Tensor([[4.0, 4.0, -4.0], [-2.0, -2.0, 2.0], [0.0, 0.0, 0.0]], dtype: .float64)
    #expect(a.grad!.allclose(expected, atol: 1e-12))
  }

  @Test("second derivatives", arguments: ["det", "inv", "cholesky", "pinv", "qr", "exp", "solve"])
  func secondDerivatives(_ name: String) throws {
    func value(_ x: Tensor) -> Tensor {
      switch name {
      case "det": linalg.det(x)
      case "inv": linalg.inv(x).sum()
      case "cholesky": linalg.cholesky(x.matmul(x.mT)).sum()
      case "pinv": linalg.pinv(x.narrow(-1, 0, 1)).sum()
      case "qr": linalg.qr(x).r.sum()
      case "exp": x.matrixExp().sum()
      default: linalg.solve(x, x.mul(x)).sum()
      }
    }
    let x = leaf(square)
    let (direction, step) = (Tensor([[0.5, -1.0], [2.0, 0.25]], dtype: .float64), 1e-5)
    func slope(_ x: Tensor) throws -> Tensor { try grad(outputs: [value(x)], inputs: [x])[0]! }
    let first = try grad(outputs: [value(x)], inputs: [x], createGraph: true)[0]!
    let second = try grad(outputs: [first], inputs: [x], gradOutputs: [direction])[0]!
    // The Hessian is symmetric, so along a direction it is the slope's own difference quotient.
    let ahead = try slope(leaf(square.add(direction.mul(step))))
    let behind = try slope(leaf(square.sub(direction.mul(step))))
    #expect(second.allclose(ahead.sub(behind).div(2 * step), rtol: 1e-5, atol: 1e-6), "\(second) \(ahead.sub(behind).div(2 * step))")
  }
}
