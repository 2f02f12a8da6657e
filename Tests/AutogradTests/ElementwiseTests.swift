import Autograd
import Testing

@Suite("Elementwise operators: broadcasting, layouts and the strides of results")
struct ElementwiseTests {
  @Test("broadcasting aligns at the last dimension")
  func broadcasting() {
    let x = Tensor.arange(6).view(2, 3)
    #expect((x + Tensor([10, 20, 30])).array(of: Int.self) == [10, 21, 32, 13, 24, 35])
    #expect((x + Tensor([[10], [20]])).array(of: Int.self) == [10, 11, 12, 23, 24, 25])
    #expect((Tensor([[1], [2]]) * Tensor([3, 4, 5])).array(of: Int.self) == [3, 4, 5, 6, 8, 10])
    #expect((x + Tensor.ones([4, 1, 1], dtype: .int64)).shape == [4, 2, 3])
    #expect((Tensor.zeros(0, 3) + Tensor.zeros(1, 3)).shape == [0, 3])
    #expect((Tensor.zeros(2, 1, 1, 1, 1, 1, 1, 3) + Tensor.zeros(1, 2, 1, 1, 1, 1, 2, 1)).shape == [2, 2, 1, 1, 1, 1, 2, 3])
  }

  @Test("every pair of layouts gives the same numbers", arguments: Layout.allCases, Layout.allCases)
  func layouts(_ a: Layout, _ b: Layout) {
    let (left, right) = (sample(24), sample(24, seed: 4))
    for dtype in [DType.float64, .float32] {
      let (x, y) = (a.tensor(left, [2, 3, 4], dtype: dtype), b.tensor(right, [2, 3, 4], dtype: dtype))
      let plain = (Tensor(left, dtype: dtype), Tensor(right, dtype: dtype))
      #expect((x - y).array(of: Double.self) == (plain.0 - plain.1).array(of: Double.self))
      #expect(x.exp().array(of: Double.self) == plain.0.exp().array(of: Double.self))
      #expect((x < y).array(of: Bool.self) == (plain.0 < plain.1).array(of: Bool.self))
      #expect(
        Tensor.where(x < y, x, y).array(of: Double.self) == plain.0.minimum(plain.1).array(of: Double.self))
      let copy = Tensor.zeros([2, 3, 4], dtype: dtype)
      #expect(copy.copy_(x).array(of: Double.self) == plain.0.array(of: Double.self))
      #expect(y.clone().sub_(x).array(of: Double.self) == (plain.1 - plain.0).array(of: Double.self))
      #expect(x.to(.float16).to(.float64).shape == [2, 3, 4])
    }
  }

  @Test("a number beside 16-bit ones keeps its precision where it is the second of a product or quotient: PyTorch's figures")
  func wideNumbers() {
    let half = Tensor([-0.0351, 12.117, 21.796875], dtype: .float16)
    let third: Tensor = Tensor([1.0 / 3]).squeeze()
    #expect(half.mul(70000).array(of: Float.self) == [-2456, .infinity, .infinity])
    #expect(half.clone().mul_(70000).array(of: Float.self) == [-2456, .infinity, .infinity])
    #expect(half.div(third).array(of: Float.self) == [-0.10528564453125, 36.34375, 65.375])
    #expect(half.div(1.0 / 3, roundingMode: .floor).array(of: Float.self) == [-1, 36, 65])
    #expect(third.mul(half).array(of: Float.self) == [-0.01169586181640625, 4.0390625, 7.265625])
    #expect(Tensor([-0.8999, 1], dtype: .float16).div(0.30005, roundingMode: .trunc).array(of: Float.self) == [-2, 3])
    let others = Tensor([-0.0351, 12.117, 21.796875], dtype: .bfloat16)
    #expect(others.mul(70000).array(of: Float.self) == [-2464, 847872, 1523712])
    #expect(others.div(third).array(of: Float.self) == [-0.10546875, 36.5, 65])
    #expect(third.mul(others).array(of: Float.self) == [-0.01171875, 4.0625, 7.25])
  }

  @Test("a number is a power by a root, an element of a tensor is none: PyTorch's figures at -infinity and -0")
  func roots() {
    let bases = Tensor([-.infinity, -0.0, 4])
    func texts(_ x: Tensor) -> [String] { x.to(.float32).array(of: Float.self).map { $0.isNaN ? "nan" : "\($0)" } }
    #expect(texts(bases.pow(0.5)) == ["nan", "-0.0", "2.0"])
    #expect(texts(bases.pow(Tensor([0.5]))) == ["inf", "0.0", "2.0"])
    #expect(texts(bases.pow(Tensor([0.5]).squeeze())) == ["inf", "0.0", "2.0"])
    #expect(texts(bases.pow(Tensor([-0.5]))) == ["0.0", "inf", "0.5"])
    #expect(texts(bases.to(.float16).pow(0.5)) == ["inf", "0.0", "2.0"])
    #expect(texts(bases.to(.float16).pow(-0.5)) == ["0.0", "inf", "0.5"])
    #expect(texts(bases.to(.bfloat16).pow(0.5)) == ["nan", "-0.0", "2.0"])
    #expect(texts(Tensor.pow(-0.0, Tensor([1.0, 3, -1]))) == ["-0.0", "-0.0", "-inf"])
  }

  @Test("tanh's slope keeps its digits where little is left of it: PyTorch's figures")
  func slopeOfTanh() throws {
    func slopes(_ x: [Double], _ dtype: DType) throws -> [Double] {
      let x = Tensor(x, dtype: dtype, requiresGrad: true)
      try x.tanh().sum().backward()
      return x.grad!.array(of: Double.self)
    }
    #expect(try slopes([10], .float64) == [0x1.1b4865763436ep-27])
    #expect(try slopes([5, -3], .float32) == [0x1.7cbb94p-13, 0x1.4349dap-7])
    #expect(try slopes([2, -1.5, 0.3], .float16) == [0.07098388671875, 0.180419921875, 0.9150390625])
    #expect(try slopes([2, -1.5, 0.3], .bfloat16) == [0.06884765625, 0.1787109375, 0.9140625])
  }

  /// By TensorIterator's rules: dense operands laid out alike keep their strides; else the first operand's order of dimensions decides,
  /// without gaps.
  @Test("a result is laid out as its operands are")
  func strides() {
    let x = Tensor.zeros(2, 3, 4)
    let reversed = Tensor.zeros(4, 3, 2).permute(2, 1, 0)
    #expect(reversed.exp().strides == [1, 2, 6])
    #expect((reversed + 1).strides == [1, 2, 6])
    #expect((reversed + reversed).strides == [1, 2, 6])
    #expect((reversed + x).strides == [1, 2, 6])
    #expect((x + reversed).strides == [12, 4, 1])
    #expect(Tensor.zeros(2, 6, 4)[.slice(), .slice(nil, nil, 2)].exp().strides == [12, 4, 1])
    #expect(Tensor.zeros(4, 6, 2).permute(2, 1, 0)[.slice(), 0..<3].neg().strides == [1, 2, 6])
    #expect((Tensor.zeros(3, 2).t() * Tensor.zeros(3)).strides == [1, 2])
    #expect((Tensor.zeros(3).expand(2, 3) * 2).strides == [3, 1])
    #expect((Tensor.zeros(3, 1).expand(3, 4) * 2).strides == [4, 1])
    #expect((reversed > 0).strides == [1, 2, 6])
    #expect(reversed.to(.int64).strides == [1, 2, 6])
    #expect(reversed.clone().strides == [1, 2, 6])
    #expect(Tensor.zeros(3).expand(2, 3).clone().strides == [3, 1])
    #expect(reversed.contiguous().strides == [12, 4, 1])
    #expect((x.permute(1, 0, 2) + 1).strides == [4, 12, 1])
  }

  @Test("copy_, fill_ and zero_ reach exactly the view's elements")
  func writes() {
    let x = Tensor.arange(12).view(3, 4)
    x.t()[1...2].fill_(-1)
    #expect(x.array(of: Int.self) == [0, -1, -1, 3, 4, -1, -1, 7, 8, -1, -1, 11])
    x[1].zero_()
    x[.ellipsis, 3].copy_(Tensor([1.9, 2.9, 3.9]))
    #expect(x.array(of: Int.self) == [0, -1, -1, 1, 0, 0, 0, 2, 8, -1, -1, 3])
    x.diagonal().fill_(Tensor(5))
    #expect(x[2, 2].item() == 5)
    #expect(x.version == 4)
  }

  @Test("an operand that overlaps what is written in part is refused; the whole of it is not")
  func overlap() async {
    let x = Tensor([1.0, 2.0, 3.0])
    x.add_(x)
    #expect(x.array(of: Float.self) == [2, 4, 6])
    x.mul_(x[.ellipsis])
    #expect(x.array(of: Float.self) == [4, 16, 36])
    await #expect(processExitsWith: .failure) {
      let y = Tensor([1.0, 2.0, 3.0])
      y[1...].add_(y[..<2])
    }
  }

  @Test("functions at the ends of their range")
  func extremes() {
    for dtype in [DType.float32, .float64] {
      let x = Tensor([-Double.infinity, -1000, -0.0, 0, 1000, .infinity], dtype: dtype)
      #expect(x.exp().array(of: Double.self) == [0, 0, 1, 1, .infinity, .infinity])
      #expect(x.sigmoid().array(of: Double.self) == [0, 0, 0.5, 0.5, 1, 1])
      #expect(x.tanh().array(of: Double.self) == [-1, -1, 0, 0, 1, 1])
      #expect(x.abs().log()[2].item() == -.infinity)
      #expect(Tensor([-1.0], dtype: dtype).log().item().isNaN)
      #expect(Tensor([-1.0], dtype: dtype).sqrt().item().isNaN)
      #expect(x.relu().array(of: Double.self) == [0, 0, 0, 0, 1000, .infinity])
      #expect(Tensor([0.5, 1.5, 2.5, -0.5], dtype: dtype).round().array(of: Double.self) == [0, 2, 2, 0])
      #expect(x.clamp(min: -1, max: 1).array(of: Double.self) == [-1, -1, 0, 0, 1, 1])
      #expect(Tensor([1.0], dtype: dtype).clamp(min: 3, max: 2).item() == 2)
    }
    #expect(Tensor([Int.max]).add(1).item(as: Int.self) == Int.min)
    #expect(Tensor([200], dtype: .uint8).mul(2).item() == 144)
    #expect(Tensor([-3, 0, 5]).sign().array(of: Int.self) == [-1, 0, 1])
    #expect(Tensor([3]).pow(0).item() == 1)
  }

  @Test("float32 functions agree with float64 to a few units in the last place")
  func accuracy() {
    let x = Tensor.linspace(-8, 8, 10_001, dtype: .float64)
    let positive = Tensor.linspace(1e-3, 50, 10_001, dtype: .float64)
    let functions: [(String, Tensor, (Tensor) -> Tensor)] = [
      ("exp", x, { $0.exp() }), ("tanh", x, { $0.tanh() }), ("sigmoid", x, { $0.sigmoid() }), ("sin", x, { $0.sin() }),
      ("cos", x, { $0.cos() }), ("log", positive, { $0.log() }), ("sqrt", positive, { $0.sqrt() }), ("rsqrt", positive, { $0.rsqrt() }),
      ("log1p", positive, { $0.log1p() }), ("pow", positive, { $0.pow(1.7) }),
    ]
    for (name, input, function) in functions {
      let narrow = input.to(.float32)
      #expect(function(narrow).double().allclose(function(narrow.double()), rtol: 1e-6, atol: 3e-7), "\(name)")
    }
  }

  @Test("equal compares whole tensors, == element by element, allclose with a tolerance")
  func comparing() {
    let x = Tensor([1.0, 2.0])
    #expect(x.equal(Tensor([1.0, 2.0])))
    #expect(!x.equal(Tensor([[1.0, 2.0]])))
    #expect((x == Tensor([1.0, 3.0])).array(of: Bool.self) == [true, false])
    #expect((1 < x).array(of: Bool.self) == [false, true])
    #expect(x.allclose(x + 1e-7))
    #expect(!x.allclose(x + 0.1))
    #expect(Tensor([Double.infinity]).allclose(Tensor([Double.infinity])))
    #expect(!Tensor([Double.nan]).allclose(Tensor([Double.nan])))
    #expect(Tensor([Double.nan]).allclose(Tensor([Double.nan]), equalNaN: true))
    #expect(Tensor([true, false]).logicalXor(Tensor([true, true])).array(of: Bool.self) == [false, true])
    #expect((Tensor([6]) & Tensor([3])).item() == 2)
    #expect((~Tensor([0])).item() == -1)
    #expect((~Tensor([true])).item() == 0)
  }
}
