import Autograd
import Testing

// The figures are of a run of PyTorch 2.15.

@Suite("Masks and tensors of indices in brackets")
struct AdvancedIndexingTests {
  private let x = Tensor.arange(60, dtype: .float32).view(3, 4, 5)

  @Test("the indices' dimensions stand where the first index was, or in front if they are apart")
  func places() {
    let rows = Tensor([0, 2])
    #expect(x[.ellipsis, rows].shape == [3, 4, 2])
    #expect(x[0, .ellipsis, rows].shape == [4, 2])
    #expect(x[rows, 1..<3, rows].shape == [2, 2])
    #expect(x[[0, 2], [1, 3], 1..<4].array(of: Int.self) == [6, 7, 8, 56, 57, 58])
    #expect(x[true].shape == [1, 3, 4, 5] && x[false].shape == [0, 3, 4, 5])
    #expect(x[Tensor(1)].isView && x[Tensor(1), Tensor(2)].array(of: Int.self) == [30, 31, 32, 33, 34])
    #expect(x[[Int]()].shape == [0, 4, 5])
  }

  @Test("a read's memory is laid out as PyTorch lays it out")
  func layouts() {
    #expect(x.transpose(0, 2)[.slice(), [0, 2]].strides == [1, 5, 10])
    #expect(x.transpose(1, 2)[[0, 2]].strides == [20, 1, 5])
  }

  @Test("a number fills, a tensor is put; the graph says which")
  func names() {
    func written(_ write: (Tensor) -> Void) -> String? {
      let y = Tensor.ones([3, 4], requiresGrad: true).mul(1)
      write(y)
      return y.gradFn?.name
    }
    #expect(written { $0[[0, 2]] = 1.0 } == "IndexFillBackward0")
    #expect(written { $0[$0.gt(0)] = 1.0 } == "MaskedFillBackward0")
    #expect(written { $0[[0, 2], [1, 1]] = 1.0 } == "IndexPutBackward0")
    #expect(written { $0[[0, 2]] = Tensor([1.0, 2, 3, 4]) } == "IndexPutBackward0")
    #expect(written { $0[0, [1, 2]] = 1.0 } == "torch::autograd::CopySlices")
    #expect(written { $0[...] = 1.0 } == "FillBackward2")
    #expect(written { $0[false] = 1.0 } == "MulBackward0")
  }

  @Test("a number written through a mask has the tensor's own precision")
  func precision() {
    let y = Tensor.zeros([2], dtype: .float64)
    y[[true, false]] = 0.1
    #expect(y.array(of: Double.self) == [0.1, 0])
  }
}

@Suite("Gathering and scattering")
struct ScatteringTests {
  @Test("float16 sums are rounded to it")
  func halves() {
    let x = Tensor.zeros([2], dtype: .float16)
    x.scatterAdd_(0, Tensor([0, 0, 1]), Tensor([1.5, 2.25, 1e-3], dtype: .float16))
    #expect(x.array(of: Float.self) == [3.75, 0.0010004044])
  }

  @Test("integer means are rounded down, NaN is the extreme")
  func reductions() {
    let mean = Tensor([-7, 2]).scatterReduce(0, Tensor([0, 1, 1]), Tensor([2, 3, 3]), .mean, includeSelf: true)
    #expect(mean.array(of: Int.self) == [-3, 2])
    let largest = Tensor([1.0]).indexReduce(0, Tensor([0, 0]), Tensor([.nan, 5.0]), .amax)
    #expect(largest.array(of: Float.self)[0].isNaN)
  }

  @Test("in place on a part of a larger tensor, which the gradient goes through")
  func parts() throws {
    let (a, b) = (Tensor.ones([3, 4], requiresGrad: true), Tensor.ones([2, 2], requiresGrad: true))
    let y = a.mul(2)
    y[.ellipsis, 1..<3].indexAdd_(0, Tensor([0, 2]), b, alpha: 3)
    #expect(y.version == 1 && y.gradFn?.name == "torch::autograd::CopySlices")
    try y.sum().backward()
    #expect(a.grad!.array(of: Float.self) == Array(repeating: 2, count: 12))
    #expect(b.grad!.array(of: Float.self) == [3, 3, 3, 3])
    let transposed = Tensor.zeros(2, 3).t()
    transposed.put_(Tensor([0, -1]), Tensor([5.0, 6.0])).tril_()
    #expect(transposed.array(of: Float.self) == [5, 0, 0, 0, 0, 6])
    transposed.maskedScatter_(transposed.gt(4), Tensor([8.0, 9, 10])).maskedFill_(transposed.eq(0), 1)
    #expect(transposed.array(of: Float.self) == [8, 1, 1, 1, 1, 9])
  }

  @Test("first and second derivatives")
  func derivatives() throws {
    func leaf(_ shape: Int...) -> Tensor {
      let count = shape.reduce(1, *)
      return Tensor((0..<count).map { 0.5 + 0.3 * Double(($0 * 5) % 7) }, dtype: .float64).reshape(shape).requiresGrad_()
    }
    let index = Tensor([[0, 2, 1], [1, 1, 0]])
    for reduction in [ScatterReduction.sum, .prod, .mean, .amax] {
      for includeSelf in [true, false] {
        try GradientCheck.run("scatterReduce \(reduction)", [leaf(3, 3), leaf(2, 3).detach().mul(1.01).requiresGrad_()]) {
          $0[0].scatterReduce(0, index, $0[1], reduction, includeSelf: includeSelf)
        }
      }
    }
    try GradientCheck.run("indexPut", [leaf(3, 4), leaf(4)]) { $0[0].indexPut([Tensor([0, 0])], $0[1].square(), accumulate: true) }
    try GradientCheck.run("take and put", [leaf(3, 4), leaf(2)]) { $0[0].put(Tensor([1, -1]), $0[1]).take(Tensor([[1, 11]])).square() }
    try GradientCheck.run("maskedScatter", [leaf(3, 4), leaf(12)]) { $0[0].maskedScatter($0[0].gt(1), $0[1].square()) }
    try GradientCheck.run("gather", [leaf(3, 3)]) { $0[0].square().gather(1, index) }
  }
}

@Suite("Mistakes with indices")
struct IndexingMistakeTests {
  @Test("a wrong index ends the program with PyTorch's words", arguments: IndexingMistakes.all)
  func text(_ mistake: Mistake) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [name = mistake.name as String] in
      IndexingMistakes.all.first { $0.name == name }!.make()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("Fatal error: " + mistake.text), "\(error)")
  }
}

enum IndexingMistakes {
  private static var x: Tensor { Tensor.zeros(3, 4) }

  static let all: [Mistake] = [
    Mistake("an index beyond", "index 5 is out of bounds for dimension 0 with size 3") { _ = x[[0, 5]] as Tensor },
    Mistake(
      "a mask of another size", "The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [3, 4] at index 1"
    ) { _ = x[0..<3, [true, false]] as Tensor },
    Mistake(
      "indices apart", "shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]"
    ) { _ = x[[0, 1], [0, 1, 2]] as Tensor },
    Mistake("floating indices", "tensors used as indices must be long, int, byte or bool tensors") { _ = x[Tensor([0.5])] as Tensor },
    Mistake(
      "values of another dtype", "Index put requires the source and destination dtypes match, got Float for the destination and Long"
    ) { x[[0, 1]] = Tensor([1, 2, 3, 4]) },
    Mistake("a reduction of no name", "reduce argument must be either sum, prod, mean, amax or amin, got median") {
      _ = ScatterReduction("median")
    },
    Mistake("a gather beyond", "index 4 is out of bounds for dimension 1 with size 4") { _ = x.gather(1, Tensor([[4]])) },
  ]
}
