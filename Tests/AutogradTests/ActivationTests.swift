import Autograd
import Testing

/// The figures are those of a run of PyTorch 2.15.
@Suite("Activations")
struct ActivationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var function: @Sendable (Tensor) -> Tensor
    var values: [Float] = []
    var gradients: [Float] = []
  }

  static let figures = [
    Case(
      testDescription: "gelu", function: { $0.gelu() }, values: [-0.04550028, -0.1542688, 0, 0.3457312, 2.99595],
      gradients: [-0.08523187, 0.1325049, 0.5, 0.8674951, 1.011946]),
    Case(
      testDescription: "gelu by way of tanh", function: { $0.gelu(approximate: .tanh) },
      values: [-0.04540229, -0.154286, 0, 0.345714, 2.996363], gradients: [-0.08609922, 0.1326301, 0.5, 0.8673699, 1.011584]),
    Case(
      testDescription: "silu", function: { $0.silu() }, values: [-0.2384058, -0.1887703, 0, 0.3112297, 2.857723],
      gradients: [-0.09078425, 0.2600388, 0.5, 0.7399612, 1.088104]),
    Case(
      testDescription: "mish", function: { $0.mish() }, values: [-0.2525015, -0.2207438, 0, 0.3752452, 2.986535],
      gradients: [-0.1083551, 0.2895106, 0.6, 0.8864244, 1.021107]),
    Case(
      testDescription: "selu", function: { $0.selu() }, values: [-1.520167, -0.6917582, 0, 0.5253505, 3.152103],
      gradients: [0.2379329, 1.066341, 1.758099, 1.050701, 1.050701]),
    Case(
      testDescription: "softplus", function: { $0.softplus() }, values: [0.126928, 0.474077, 0.6931472, 0.974077, 3.048587],
      gradients: [0.1192029, 0.3775407, 0.5, 0.6224594, 0.9525741]),
    Case(
      testDescription: "hardswish", function: { $0.hardswish() }, values: [-0.3333333, -0.2083333, 0, 0.2916667, 3],
      gradients: [-0.1666667, 0.3333333, 0.5, 0.6666667, 1]),
    Case(
      testDescription: "logsigmoid", function: { $0.logsigmoid() }, values: [-2.126928, -0.974077, -0.6931472, -0.474077, -0.04858735],
      gradients: [0.8807971, 0.6224593, 0.5, 0.3775407, 0.04742587]),
  ]

  @Test("values and slopes are PyTorch's", arguments: figures)
  func valuesAndSlopes(_ test: Case) throws {
    let x = Tensor([-2.0, -0.5, 0.0, 0.5, 3.0], requiresGrad: true)
    let y = test.function(x)
    try y.sum().backward()
    #expect(y.detach().allclose(Tensor(test.values), rtol: 1e-5, atol: 1e-6))
    #expect(x.grad!.allclose(Tensor(test.gradients), rtol: 1e-5, atol: 1e-6))
  }

  static let smooth = [
    Case(testDescription: "elu", function: { $0.elu(alpha: 1.5) }), Case(testDescription: "celu", function: { $0.celu(alpha: 0.7) }),
    Case(testDescription: "gelu", function: { $0.gelu() }), Case(testDescription: "gelu tanh", function: { $0.gelu(approximate: .tanh) }),
    Case(testDescription: "glu", function: { $0.glu(0) }), Case(testDescription: "hardsigmoid", function: { $0.hardsigmoid() }),
    Case(testDescription: "hardswish", function: { $0.hardswish() }), Case(testDescription: "hardtanh", function: { $0.hardtanh() }),
    Case(testDescription: "leaky ReLU", function: { $0.leakyRelu() }), Case(testDescription: "logsigmoid", function: { $0.logsigmoid() }),
    Case(testDescription: "mish", function: { $0.mish() }), Case(testDescription: "selu", function: { $0.selu() }),
    Case(testDescription: "silu", function: { $0.silu() }), Case(testDescription: "softplus", function: { $0.softplus(beta: 2) }),
    Case(testDescription: "softsign", function: { $0.softsign() }), Case(testDescription: "tanhshrink", function: { $0.tanhshrink() }),
    Case(testDescription: "hardshrink", function: { $0.hardshrink() }), Case(testDescription: "softshrink", function: { $0.softshrink() }),
    Case(testDescription: "threshold", function: { $0.threshold(0.3, 2) }),
  ]

  @Test("first and second derivatives agree with finite differences", arguments: smooth)
  func derivatives(_ test: Case) throws {
    let x = Tensor([[-2.2, -0.7, 0.2], [0.6, 1.3, 2.4]], dtype: .float64, requiresGrad: true)
    try GradientCheck.run(test.testDescription, [x]) { test.function($0[0]) }
    let transposed = Tensor([[-2.2, -0.7], [0.2, 0.6], [1.3, 2.4]], dtype: .float64).t().clone().requiresGrad_()
    try GradientCheck.run("\(test.testDescription), transposed", [transposed]) { test.function($0[0]) }
  }

  @Test("prelu has gradients for the input and for a weight of each channel")
  func prelu() throws {
    let x = Tensor([[-2.2, -0.7, 0.2], [0.6, 1.3, -2.4]], dtype: .float64, requiresGrad: true)
    let weight = Tensor([0.2, 0.3, 0.4], dtype: .float64, requiresGrad: true)
    try GradientCheck.run("prelu", [x, weight]) { $0[0].prelu($0[1]) }
    #expect(x.prelu(weight).gradFn?.name == "PreluKernelBackward0")
  }

  @Test("a result follows the layout of the input")
  func layout() {
    let x = Tensor.arange(6.0).view(2, 3).t()
    #expect(x.silu().strides == [1, 3])
    let expected: Tensor = Tensor([[0.0, 2.995950222015381], [1.9544997215270996, 4.999998569488525]])
    #expect(x[.slice(nil, nil, 2)].gelu().allclose(expected))
  }

  @Test("the in-place form has the name, the version and the gradient of PyTorch's")
  func inPlace() throws {
    let a = Tensor([-1.0, 2.0], requiresGrad: true)
    let b = a.mul(1)
    b.leakyRelu_(negativeSlope: 0.1)
    #expect(b.gradFn?.name == "LeakyReluBackward1")
    #expect(b.version == 1)
    try b.sum().backward()
    #expect(a.grad!.allclose(Tensor([0.1, 1])))
  }

  @Test("the gradient of a piecewise linear function requires grad, and its own gradient is 0")
  func flat() throws {
    let x = Tensor([-1.0, 2.0], requiresGrad: true)
    let g = try grad(outputs: [x.leakyRelu().sum()], inputs: [x], createGraph: true)[0]!
    #expect(g.requiresGrad)
    let second = try grad(outputs: [g.sum()], inputs: [x])[0]!
    #expect(second.array(of: Float.self) == [0, 0])
  }

  @Test("float16 is computed in float32 and rounded once")
  func half() {
    let x = Tensor([1.5, -2.25, 100], dtype: .float16)
    #expect(x.gelu().array(of: Float.self) == [1.3994140625, -0.0275115966796875, 100])
  }

  @Test("rrelu draws PyTorch's slopes")
  func rrelu() async {
    await #expect(processExitsWith: .success) {
      manualSeed(3)
      let y = Tensor([-1.0, 1.0, -1.0, -2.0]).rrelu(training: true)
      #expect(y.allclose(Tensor([-0.13210587203502655, 1, -0.18473754823207855, -0.5720478892326355])))
    }
  }
}
