import Autograd
import Foundation
import Optim
import Testing

/// An optimizer with `differentiable`, and what a run of PyTorch 2.15 gives after some steps:
///
///     w = torch.tensor([((i * 5) % 7 - 3.3) / 4 for i in range(6)], dtype=torch.float64, requires_grad=True)
///     p = w.clone()
///     for t in range(steps):
///       p.grad = w * torch.tensor([((i * 7 + t * 3) % 11 - 5.5) / 8 for i in range(6)], dtype=torch.float64)
///       optimizer.step()
///     (p * torch.tensor([math.cos(0.3 * i) for i in range(6)])).sum().backward()
private struct DifferentiableRun: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let steps: Int
  /// `p`, and `w.grad`.
  let values, gradient: [Double]
  /// That of the learning rate, where PyTorch can compute it.
  let rateGradient: Double?
  let rate: Double
  let make: @Sendable (_ parameter: Tensor, _ rate: Tensor) -> Optimizer

  init(
    _ name: String, _ steps: Int, _ values: [Double], _ gradient: [Double], rateGradient: Double? = nil, rate: Double = 0.1,
    _ make: @escaping @Sendable (_ parameter: Tensor, _ rate: Tensor) -> Optimizer
  ) {
    testDescription = name
    self.steps = steps
    self.values = values
    self.gradient = gradient
    self.rateGradient = rateGradient
    self.rate = rate
    self.make = make
  }

  static let leaf = (0..<6).map { (Double(($0 * 5) % 7) - 3.3) / 4 }

  /// The parameter after the steps.
  func result(_ w: Tensor, _ rate: Tensor, steps: Int) -> Tensor {
    let p = w.clone()
    let optimizer = make(p, rate)
    for t in 0..<steps {
      p.grad = w * Tensor((0..<6).map { (Double(($0 * 7 + t * 3) % 11) - 5.5) / 8 }, dtype: .float64)
      optimizer.step()
    }
    return p
  }

  static func weightedSum(_ tensor: Tensor) -> Tensor {
    (tensor * Tensor((0..<6).map { cos(0.3 * Double($0)) }, dtype: .float64)).sum()
  }

  static let all = [
    DifferentiableRun(
      "SGD", 3, [-1.008130898, 0.336195753, -0.069399684, -0.495685856, 0.600703698, 0.179237047],
      [1.082008209, 0.821153863, 0.721922854, 0.633979592, 0.336502128, 0.066762067], rateGradient: -2.339870707
    ) { SGD([$0], lr: $1, momentum: 0.9, weightDecay: 0.1, nesterov: true, differentiable: true) },
    DifferentiableRun(
      "Adam", 3, [-1.058934137, 0.195688101, -0.089908285, -0.431262079, 0.474386145, 0.287087617],
      [1.005340671, 0.943873299, 1.128455543, 0.615854832, 0.360534728, 0.080293142], rateGradient: -4.124638689
    ) { Adam([$0], lr: $1, weightDecay: 0.1, differentiable: true) },
    DifferentiableRun(
      "Adam with amsgrad", 1, [-0.924999333, 0.325000678, -0.174999292, -0.475000668, 0.575000689, 0.274999322],
      [1.000000002, 0.955336461, 0.825336084, 0.621609965, 0.362357742, 0.070737207], rateGradient: -2.450665835
    ) { Adam([$0], lr: $1, amsgrad: true, differentiable: true) },
    DifferentiableRun(
      "AdamW", 3, [-1.079479765, 0.213107932, -0.19721696, -0.466359002, 0.500674401, 0.362646395],
      [0.997003006, 0.952473303, 0.822862751, 0.619746999, 0.361271753, 0.070525214], rateGradient: -5.394105316
    ) { AdamW([$0], lr: $1, differentiable: true) },
    DifferentiableRun(
      "Adadelta", 3, [-0.828467732, 0.420389309, -0.070659847, -0.573689431, 0.671570933, 0.174086289],
      [1.00000834, 0.955300365, 0.824306776, 0.621605596, 0.362352282, 0.070748452], rate: 1
    ) { Adadelta([$0], lr: $1, weightDecay: 0.1, differentiable: true) },
    DifferentiableRun(
      "Adagrad", 3, [-0.955745232, 0.288233752, -0.089813729, -0.53809365, 0.550532396, 0.239743964],
      [1.0, 0.955336489, 0.825335617, 0.621609968, 0.362357754, 0.070737202]
    ) { Adagrad([$0], lr: $1, lrDecay: 0.1, differentiable: true) },
    DifferentiableRun(
      "Adamax", 1, [-0.924999998, 0.325000013, -0.174999957, -0.475000003, 0.575000024, 0.274999987],
      [1.000000002, 0.955336461, 0.825336084, 0.621609965, 0.362357742, 0.070737207]
    ) { Adamax([$0], lr: $1, differentiable: true) },
    DifferentiableRun(
      "ASGD", 3, [-0.876535714, 0.399482452, -0.071392794, -0.554603674, 0.659348943, 0.17303273],
      [1.062467532, 0.897976854, 0.785640206, 0.599560299, 0.353955855, 0.069942006]
    ) { ASGD([$0], lr: $1, lambd: 0.1, t0: 1, differentiable: true) },
    DifferentiableRun(
      "NAdam", 3, [-0.979328569, 0.27798953, -0.078029948, -0.537717593, 0.548725818, 0.2426433],
      [1.000000004, 0.955336454, 0.825335603, 0.621609967, 0.36235774, 0.070737204]
    ) { NAdam([$0], lr: $1, differentiable: true) },
    DifferentiableRun(
      "RAdam", 8, [-0.970202531, 0.393067807, -0.079345754, -0.54285665, 0.662609104, 0.198914145],
      [1.173423138, 0.878951776, 0.871657365, 0.58494543, 0.356032501, 0.079128386], rateGradient: -1.621129164
    ) { RAdam([$0], lr: $1, differentiable: true) },
    DifferentiableRun(
      "RMSprop", 1, [-1.830037637, -0.580036548, -1.080033506, 0.430037503, -0.330035421, 1.180036496],
      [1.000000216, 0.95533364, 0.825383041, 0.621609631, 0.362356469, 0.070737735]
    ) { RMSprop([$0], lr: $1, momentum: 0.9, centered: true, differentiable: true) },
    DifferentiableRun(
      "Rprop", 1, [-0.925, 0.325, -0.175, -0.475, 0.575, 0.275],
      [1.0, 0.955336489, 0.825335615, 0.621609968, 0.362357754, 0.070737202]
    ) { Rprop([$0], lr: $1, differentiable: true) },
  ]
}

@Suite("Steps that are differentiated")
struct DifferentiableTests {
  /// PyTorch computes the corrections of Adam and its kin in float32 here.
  private func tolerance(_ run: DifferentiableRun) -> Double { run.testDescription.contains("Adam") ? 5e-5 : 5e-9 }

  private func isClose(_ tensor: Tensor, _ values: [Double], within tolerance: Double) -> Bool {
    zip(tensor.detach().array(of: Double.self), values).allSatisfy { abs($0 - $1) <= tolerance }
  }

  @Test("what a parameter becomes has PyTorch's gradient with respect to what it was", arguments: DifferentiableRun.all.indices)
  func gradient(_ place: Int) throws {
    let run = DifferentiableRun.all[place]
    let w = Tensor(DifferentiableRun.leaf, dtype: .float64, requiresGrad: true)
    let p = run.result(w, Tensor(run.rate, dtype: .float64), steps: run.steps)
    try DifferentiableRun.weightedSum(p).backward()
    #expect(isClose(p, run.values, within: tolerance(run)), "\(p)")
    #expect(isClose(w.grad!, run.gradient, within: tolerance(run)), "\(w.grad!)")
  }

  @Test("and with respect to the learning rate", arguments: DifferentiableRun.all.indices)
  func rateGradient(_ place: Int) throws {
    let run = DifferentiableRun.all[place]
    guard let expected = run.rateGradient else { return }
    let rate = Tensor(run.rate, dtype: .float64, requiresGrad: true)
    let w = Tensor(DifferentiableRun.leaf, dtype: .float64, requiresGrad: true)
    try DifferentiableRun.weightedSum(run.result(w, rate, steps: run.steps)).backward()
    #expect(abs(rate.grad!.item() - expected) <= tolerance(run), "\(rate.grad!.item())")
  }

  @Test("three steps in a row agree with finite differences", arguments: DifferentiableRun.all.indices)
  func severalSteps(_ place: Int) throws {
    let run = DifferentiableRun.all[place]
    // Differences see nothing of a sign, and SGD's first buffer is outside of the graph, as it is in PyTorch.
    if ["Rprop", "SGD"].contains(run.testDescription) { return }
    let rate = Tensor(run.rate, dtype: .float64)
    #expect(
      try gradcheck({ run.result($0, rate, steps: 3) }, Tensor(DifferentiableRun.leaf, dtype: .float64, requiresGrad: true)))
  }

  @Test("a leaf is refused as any write to it is")
  func leaf() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let w = Tensor([1.0], requiresGrad: true)
      w.grad = Tensor([1.0])
      SGD([w], differentiable: true).step()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("a leaf Variable that requires grad"), "\(error)")
  }
}

@Suite("Learning rates")
struct LearningRateTests {
  private func stepped(_ make: (Tensor) -> Optimizer) -> [Float] {
    let p = Tensor([1.0, 2.0], requiresGrad: true)
    p.grad = Tensor([1.0, 1.0])
    make(p).step()
    return p.floats
  }

  // The figures are those of PyTorch 2.15.
  @Test("a tensor is a rate, and is read anew at each step")
  func tensor() {
    let rate = Tensor(0.1)
    #expect(stepped { SGD([$0], lr: rate) } == [0.9, 1.9])
    #expect(stepped { Adadelta([$0], lr: rate) } == [0.9996837973594666, 1.9996837377548218])
    let p = Tensor([1.0], requiresGrad: true)
    let optimizer = SGD([p], lr: rate)
    noGrad { _ = rate.fill_(0.5) }
    p.grad = Tensor([1.0])
    optimizer.step()
    #expect(p.floats == [0.5])
    let scheduler = StepLR(optimizer, stepSize: 1, gamma: 0.5)
    scheduler.step()
    #expect(rate.item() == 0.25)
  }

  @Test("it prints as it was given")
  func printing() {
    let p = Tensor([1.0], requiresGrad: true)
    #expect("\(SGD([p], lr: Tensor(0.1)))".contains("\n    lr: 0.10000000149011612\n"))
    #expect("\(SGD([p], lr: 1))".contains("\n    lr: 1\n"))
    #expect("\(SGD([p], lr: 1.0))".contains("\n    lr: 1.0\n"))
    #expect("\(LBFGS([p]))".contains("\n    lr: 1\n"))
    #expect("\(Adadelta([p]))".contains("\n    lr: 1.0\n"))
  }
}
