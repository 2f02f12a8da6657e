import Autograd
import Testing

@Suite("Creation")
struct CreationTests {
  @Test("literals have PyTorch's dtypes: int64, float32, bool; an empty one is float32 of shape [0]")
  func literals() {
    #expect(Tensor([[1, 2], [3, 4]]).dtype == .int64)
    #expect(Tensor([[1, 2], [3, 4]]).shape == [2, 2])
    #expect(Tensor([1.0]).dtype == .float32)
    #expect(Tensor([Float(1)]).dtype == .float32)
    #expect(Tensor([true, false]).dtype == .bool)
    #expect(Tensor([UInt8(1)]).dtype == .uint8)
    #expect(Tensor([Int32(1)]).dtype == .int32)
    #expect(Tensor([1, 2.0]).dtype == .float32)
    #expect(Tensor([]).dtype == .float32)
    #expect(Tensor([]).shape == [0])
    #expect(Tensor([[1.0]][0..<0].map { $0 }).shape == [0])
    #expect(Tensor(3.5).shape == [])
    #expect(Tensor(3).dtype == .int64)
    #expect(Tensor(true).dtype == .bool)
    #expect(Tensor([1, 2], dtype: .float64).dtype == .float64)
  }

  @Test("a literal keeps values that only its own dtype can hold")
  func exactValues() {
    #expect(Tensor([Int.max, Int.min, (1 << 53) + 1]).array(of: Int.self) == [Int.max, Int.min, (1 << 53) + 1])
    #expect(Tensor([0.1], dtype: .float64).item() == 0.1)
    #expect(Tensor([0.1]).item(as: Float.self) == 0.1)
    #expect(Tensor([Double.nan]).item().isNaN)
    #expect(Tensor([-Double.infinity]).item() == -.infinity)
    #expect(Tensor([true, false], dtype: .float32).array(of: Float.self) == [1, 0])
  }

  @Test("a tensor of a million numbers holds each of them")
  func largeLiteral() {
    let values = (0..<1_000_000).map(Float.init)
    #expect(Tensor(values).array(of: Float.self) == values)
  }

  @Test("zeros, ones, full and eye")
  func constants() {
    #expect(Tensor.zeros(2, 3).array(of: Float.self) == [0, 0, 0, 0, 0, 0])
    #expect(Tensor.ones([2], dtype: .int32).array(of: Int32.self) == [1, 1])
    #expect(Tensor.full([2], 1).dtype == .int64)
    #expect(Tensor.full([2], true).dtype == .bool)
    #expect(Tensor.full([2], 7.5).dtype == .float32)
    #expect(Tensor.eye(2, 3).array(of: Float.self) == [1, 0, 0, 0, 1, 0])
    #expect(Tensor.eye(3, 2).array(of: Float.self) == [1, 0, 0, 1, 0, 0])
    #expect(Tensor.eye(0).shape == [0, 0])
    #expect(Tensor.zeros([0, 3]).numel == 0)
    #expect(Tensor.ones([]).item() == 1)
  }

  @Test("arange and linspace (semantics-probes)")
  func ranges() {
    #expect(Tensor.arange(3).array(of: Int.self) == [0, 1, 2])
    #expect(Tensor.arange(3).dtype == .int64)
    #expect(Tensor.arange(3.0).dtype == .float32)
    #expect(Tensor.arange(0, 1, 0.3).shape == [4])
    #expect(Tensor.arange(0, 1, 0.3).dtype == .float32)
    #expect(Tensor.arange(5, 0, -2).array(of: Int.self) == [5, 3, 1])
    #expect(Tensor.arange(2, 2).shape == [0])
    #expect(Tensor.linspace(0, 1, 3).array(of: Float.self) == [0, 0.5, 1])
    #expect(Tensor.linspace(0, 1, 1).array(of: Float.self) == [0])
    #expect(Tensor.linspace(3, -3, 7).array(of: Float.self) == [3, 2, 1, 0, -1, -2, -3])
  }

  @Test("like another tensor: its shape, dtype and layout")
  func likes() {
    let x = Tensor.arange(6, dtype: .float64).view(2, 3).t()
    #expect(Tensor.zerosLike(x).strides == [1, 3])
    #expect(Tensor.onesLike(x).dtype == .float64)
    #expect(Tensor.onesLike(x).array(of: Double.self) == [1, 1, 1, 1, 1, 1])
    #expect(Tensor.fullLike(x, 2.5, dtype: .float32).dtype == .float32)
    #expect(!Tensor.zerosLike(Tensor([1.0], requiresGrad: true)).requiresGrad)
  }

  @Test("memory shared with an array is written from both sides")
  func shared() {
    let array = SharedArray<Float>([1, 2, 3])
    let x = Tensor.from(sharing: array)
    array[0] = 5
    #expect(x[0].item() == 5)
    x.mul_(2)
    #expect(array.array == [10, 4, 6])
    #expect(Tensor.from(sharing: SharedArray<Float>([])).shape == [0])
  }

  @Test("a number read at another type is converted as C does (semantics-probes)")
  func casts() {
    #expect(Tensor([-1.0]).to(.uint8).item() == 255)
    #expect(Tensor([300]).to(.uint8).item() == 44)
    #expect(Tensor(Double.nan).to(.int32).item() == -2_147_483_648)
    #expect(Tensor([1.9, -1.9]).long().array(of: Int.self) == [1, -1])
    #expect(Tensor([0.5, 0, Double.nan]).bool().array(of: Bool.self) == [true, false, true])
    #expect(Tensor([65504.0, 1e6]).to(.float16).array(of: Double.self) == [65504, .infinity])
  }
}
