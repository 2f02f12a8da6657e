import Autograd
import Testing

/// The figures are those of a run of PyTorch 2.15.
@Suite("Sorting, ranks, running results and statistics")
struct OrderingTests {
  private static var repeated: Tensor { Tensor([5, 3, 5, 1, 3, 5, 5, 2, 3, 1, 5, 2, 3, 5, 1, 1, 2, 5, 3, 2]) }

  @Test("a stable sort keeps equal elements in order, another leaves them where PyTorch does")
  func stability() {
    let x = Self.repeated
    #expect(
      x.sort(stable: true).indices.array(of: Int.self) == [3, 9, 14, 15, 7, 11, 16, 19, 1, 4, 8, 12, 18, 0, 2, 5, 6, 10, 13, 17])
    #expect(x.sort().indices.array(of: Int.self) == [3, 15, 14, 9, 19, 16, 7, 11, 1, 18, 12, 8, 4, 10, 13, 6, 5, 17, 2, 0])
    #expect(x.topk(4).indices.array(of: Int.self) == [13, 6, 5, 10])
    #expect(x.kthvalue(7).indices.item(as: Int.self) == 19)
    #expect(x.median(0).indices.item(as: Int.self) == 4)
    #expect(x.mode(0).indices.item(as: Int.self) == 0)
  }

  @Test("NaN is the largest: last in order, first in descending order")
  func orderOfNaN() {
    let x = Tensor([Double.nan, 1, .nan, 3])
    #expect(x.sort().indices.array(of: Int.self) == [1, 3, 0, 2])
    #expect(x.sort(descending: true).indices.array(of: Int.self) == [0, 2, 3, 1])
    #expect(Tensor([1, Double.nan, 0]).cummax(0).indices.array(of: Int.self) == [0, 1, 1])
    #expect(Tensor([1, Double.nan, 3]).nanquantile(0.5).item() == 2)
  }

  @Test("a long row is sorted as a short one is, by every dtype", arguments: DType.allCases)
  func longRows(_ dtype: DType) {
    let x = Tensor.arange(5000).mul(7919).remainder(dtype == .bool ? 2 : 101).to(dtype)
    for descending in [false, true] {
      let (values, indices) = x.sort(descending: descending, stable: true)
      let (value, index) = (values.array(of: Double.self), indices.array(of: Int.self))
      for i in 1..<5000 {
        let isInOrder = descending ? value[i - 1] >= value[i] : value[i - 1] <= value[i]
        guard isInOrder && (value[i - 1] != value[i] || index[i - 1] < index[i]) else {
          Issue.record("\(dtype): \(value[i - 1]) of \(index[i - 1]) before \(value[i]) of \(index[i])")
          return
        }
      }
    }
  }

  @Test("a sort keeps the layout of a dense tensor")
  func layout() {
    let x = Tensor([[3.0, 1.0, 2.0], [0.0, 5.0, 4.0]]).t()
    let (values, indices) = x.sort(0)
    #expect(values.strides == [1, 3] && indices.strides == [1, 3])
    #expect(values.array(of: Int.self) == [1, 0, 2, 4, 3, 5])
    #expect(x.topk(2, dim: 0).values.strides == [2, 1])
  }

  @Test("equal elements share the gradient of a whole reduction; along a dimension it goes to one")
  func ties() throws {
    func gradient(_ numbers: [Double], _ f: (Tensor) -> Tensor) throws -> [Double] {
      let x = Tensor(numbers, dtype: .float64, requiresGrad: true)
      try f(x).sum().backward()
      return x.grad!.array(of: Double.self)
    }
    #expect(try gradient([2, 1, 2]) { $0.amax() } == [0.5, 0, 0.5])
    #expect(try gradient([2, 1, 2]) { $0.max(0).values } == [1, 0, 0])
    #expect(try gradient([2, 1, 2, 2]) { $0.median() } == [1.0 / 3, 0, 1.0 / 3, 1.0 / 3])
    #expect(try gradient([2, 1, 2, 2]) { $0.median(0).values } == [1, 0, 0, 0])
  }

  @Test("running sums and products in place record themselves; renorm of a view rewrites its base")
  func inPlace() throws {
    let a = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype: .float64, requiresGrad: true)
    let arriving = Tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]], dtype: .float64)
    let sums = a.mul(1)
    sums.cumsum_(1)
    #expect(sums.gradFn?.name == "CumsumBackward0" && sums.version == 1)
    try sums.backward(gradient: arriving)
    #expect(a.grad!.array(of: Double.self) == [3, 2, 2, 2, 2, 1])
    a.grad = nil
    let products = a.mul(1)
    products.cumprod_(0)
    #expect(products.gradFn?.name == "CumprodBackward0")
    try products.backward(gradient: arriving)
    #expect(a.grad!.array(of: Double.self) == [1, 5, 8, 0, 2, 3])
    a.grad = nil
    let base = a.mul(1)
    base.t().renorm_(p: 2, dim: 0, maxnorm: 3)
    #expect(base.gradFn?.name == "torch::autograd::CopySlices")
    try base.backward(gradient: arriving)
    let expected = Tensor(
      [
        [0.6848064551198886, -0.1920986185660348, 0.5366563119332828], [-0.17120160936820766, 0.0768394577712411, -0.26832814263330834],
      ], dtype: .float64)
    #expect(a.grad!.allclose(expected))
  }

  @Test("the nodes have PyTorch's names")
  func names() {
    let x = Tensor([[3.0, 1.0], [0.0, 5.0]], requiresGrad: true)
    let nodes: [(Tensor, String)] = [
      (x.sort().values, "SortBackward0"), (x.sort(stable: true).values, "SortBackward1"), (x.msort(), "SortBackward0"),
      (x.topk(1).values, "TopkBackward0"), (x.kthvalue(1).values, "KthvalueBackward0"), (x.mode().values, "ModeBackward0"),
      (x.median(), "MedianBackward0"), (x.median(0).values, "MedianBackward1"), (x.nanmedian(), "NanmedianBackward0"),
      (x.cumsum(0), "CumsumBackward0"), (x.cumprod(0), "CumprodBackward0"), (x.cummin(0).values, "CumminBackward0"),
      (x.logcumsumexp(0), "LogcumsumexpBackward0"), (x.unique().values, "Unique2Backward0"), (x.softmax(0), "SoftmaxBackward0"),
      (x.logSoftmax(0), "LogSoftmaxBackward0"), (x.logsumexp(0), "LogsumexpBackward0"), (x.prod(), "ProdBackward0"),
      (x.prod(0), "ProdBackward1"), (x.var(), "VarBackward0"), (x.stdMean().mean, "StdMeanBackward0"),
      (x.aminmax().min, "AminmaxBackward0"), (x.nansum(), "NansumBackward0"), (x.dist(x), "DistBackward0"),
      (x.vectorNorm(), "LinalgVectorNormBackward0"), (x.renorm(p: 2, dim: 0, maxnorm: 1), "RenormBackward0"),
    ]
    for (tensor, name) in nodes { #expect(tensor.gradFn?.name == name) }
    #expect(x.sort().indices.gradFn == nil && x.argmax().gradFn == nil && x.histc().gradFn == nil)
  }

  @Test("what has no derivative says so in the backward pass")
  func undifferentiable() {
    let x = Tensor([3.0, 1.0], requiresGrad: true)
    #expect {
      try x.unique().values.sum().backward()
    } throws: {
      "\($0)" == "the derivative for '_unique2' is not implemented."
    }
  }

  @Test("16-bit numbers are summed in wider ones")
  func halves() {
    let x = Tensor([60000.0, 60000.0, 1.0], dtype: .float16)
    #expect(x.mean().item() == 40000)
    #expect(x.sum().item() == .infinity)
    #expect(x.softmax(0).array(of: Double.self) == [0.5, 0.5, 0])
    #expect(x.cumsum(0).array(of: Double.self) == [60000, .infinity, .infinity])
  }

  @Test("a large reduction is cut in pieces and still exact", arguments: [70000, 200_000, 1_000_001])
  func pieces(_ count: Int) {
    let x = Tensor.arange(count)
    #expect(x.sum().item(as: Int.self) == count * (count - 1) / 2)
    #expect(x.float().amax().item() == Double(count - 1) && x.max().item(as: Int.self) == count - 1)
    #expect(x.countNonzero().item(as: Int.self) == count - 1)
    #expect(x.ge(0).all().item(as: Bool.self) && !x.lt(0).any().item(as: Bool.self))
    #expect(x.remainder(7).double().mean().item() == x.remainder(7).sum().item() / Double(count))
    #expect(x.argmax().item(as: Int.self) == count - 1)
  }

  @Test("quantiles between two elements", arguments: [(QuantileInterpolation.linear, 1.9), (.nearest, 2), (.midpoint, 1.5), (.lower, 1)])
  func quantiles(_ interpolation: QuantileInterpolation, _ expected: Double) {
    let x = Tensor([1.0, 2.0, 4.0, 8.0], dtype: .float64)
    #expect(abs(x.quantile(0.3, interpolation: interpolation).item() - expected) < 1e-12)
  }

  @Test("mistakes end the program with PyTorch's words", arguments: orderingMistakes.indices)
  func mistakes(_ number: Int) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [number] in
      orderingMistakes[number].make()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("Fatal error: " + orderingMistakes[number].text), "\(error)")
  }
}

/// What PyTorch says, and the call that it says it of.
private let orderingMistakes: [(text: String, make: @Sendable () -> Void)] = [
  ("selected index k out of range", { _ = Tensor([1.0]).topk(2) }),
  ("kthvalue(): selected number k out of range for dimension 0", { _ = Tensor([1.0]).kthvalue(2) }),
  ("quantile() q must be in the range [0, 1] but got 1.5", { _ = Tensor([1.0]).quantile(1.5) }),
  ("\"softmax_kernel_impl\" not implemented for 'Long'", { _ = Tensor([1]).softmax(0) }),
  ("std and var only support floating point and complex dtypes", { _ = Tensor([1]).std() }),
  ("Autograd not support dtype: Long", { _ = Tensor([1.0], requiresGrad: true).sum(dtype: .int64) }),
  (
    "Bad in-place call: input tensor dtype long int and output tensor dtype float should match",
    { _ = Tensor([1]).cumsum_(0, dtype: .float32) }
  ),
]
