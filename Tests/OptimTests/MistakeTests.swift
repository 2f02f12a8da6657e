import Autograd
import Optim
import Testing

/// A mistake in a program, and PyTorch 2.15's words for it.
struct Mistake: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let make: @Sendable () -> Void

  var testDescription: String { name }

  init(_ name: String, _ text: String, _ make: @escaping @Sendable () -> Void) {
    self.name = name
    self.text = text
    self.make = make
  }

  static func named(_ name: String) -> Mistake { all.first { $0.name == name }! }

  private static var leaf: Tensor { Tensor([1.0, 2.0], requiresGrad: true) }

  private static func step(_ make: (Tensor) -> Optimizer) {
    let parameter = leaf
    parameter.grad = Tensor([1.0, 1.0])
    make(parameter).step()
  }

  static let all: [Mistake] = [
    Mistake("no parameters", "optimizer got an empty parameter list") { _ = SGD([Tensor]()) },
    Mistake("a rate below 0", "Invalid learning rate: -1") { _ = SGD([leaf], lr: -1) },
    Mistake("a rate that is no number", "Invalid learning rate: nan") { _ = Adam([leaf], lr: Double.nan) },
    Mistake("a momentum below 0", "Invalid momentum value: -0.5") { _ = SGD([leaf], momentum: -0.5) },
    Mistake("Nesterov without momentum", "Nesterov momentum requires a momentum and zero dampening") { _ = SGD([leaf], nesterov: true) },
    Mistake("a beta of 1", "Invalid beta parameter at index 1: 1.0") { _ = Adam([leaf], betas: (0.9, 1)) },
    Mistake("an eps below 0", "Invalid epsilon value: -1.0") { _ = RAdam([leaf], eps: -1) },
    Mistake("a rho above 1", "Invalid rho value: 1.5") { _ = Adadelta([leaf], rho: 1.5) },
    Mistake("etas out of order", "Invalid eta values: 1.2, 0.5") { _ = Rprop([leaf], etas: (1.2, 0.5)) },
    Mistake("a threshold below 1", "Clipping threshold d should be >= 1 but is: 0.5") { _ = Adafactor([leaf], d: 0.5) },
    Mistake("Adafactor's rate", "Learning rate should be >= 0 but is: -1") { _ = Adafactor([leaf], lr: -1) },
    Mistake("Muon of a vector", "Muon only supports 2D parameters whereas we found a parameter with size: torch.Size([2])") {
      _ = Muon([leaf])
    },
    Mistake("an unknown adjustment", "Adjust learning rate function x is not supported") { _ = Muon.LearningRateAdjustment("x") },
    Mistake("an unknown line search", "only 'strong_wolfe' is supported") { _ = LBFGS.LineSearch("x") },
    Mistake("groups for LBFGS", "LBFGS doesn't support per-parameter options (parameter groups)") {
      _ = LBFGS([ParamGroup([leaf]), ParamGroup([leaf])])
    },
    Mistake("LBFGS without a closure", "LBFGS.step() missing 1 required positional argument: 'closure'") { LBFGS([leaf]).step() },
    Mistake(
      "rates for other groups", "swa_lr must have the same length as optimizer.param_groups. swa_lr has 2 values, param_groups has 1."
    ) {
      _ = SWALR(SGD([leaf]), swaLR: [0.1, 0.2])
    },
    Mistake("epochs below 0", "anneal_epochs must be equal or greater than 0, got -1") {
      _ = SWALR(SGD([leaf]), swaLR: 0.1, annealEpochs: -1)
    },
    Mistake("a computed tensor", "can't optimize a non-leaf Tensor") { _ = SGD([leaf * 2]) },
    Mistake("a tensor in two groups", "some parameters appear in more than one parameter group") {
      let x = leaf
      _ = SGD([ParamGroup([x]), ParamGroup([x])])
    },
    Mistake(
      "names in one group only",
      "all optimizer param groups should be with/without names. cannot add param group without names to the optimizer"
    ) { _ = SGD([ParamGroup(named: [("a", leaf)]), ParamGroup([leaf])]) },
    Mistake("fused and foreach", "`fused` and `foreach` cannot be `True` together.") { _ = Adam([leaf], foreach: true, fused: true) },
    Mistake("fused and differentiable", "`fused` does not support `differentiable`") {
      _ = SGD([leaf], differentiable: true, fused: true)
    },
    Mistake("a rate of two elements", "Tensor lr must be 1-element") { _ = Rprop([leaf], lr: Tensor([0.1, 0.2])) },
    Mistake("a tensor as the rate of foreach", "lr as a Tensor is not supported for capturable=False and foreach=True") {
      _ = Adam([leaf], lr: Tensor(0.1), foreach: true)
    },
    Mistake("foreach and differentiable", "_foreach ops don't support autograd") {
      step { RAdam([$0], foreach: true, differentiable: true) }
    },
    Mistake(
      "capturable",
      "If capturable=True, params and state_steps must be on supported devices: ['cuda', 'xpu', 'hpu', 'privateuseone', 'xla']."
    ) { step { Adam([$0], capturable: true) } },
    Mistake(
      "Adadelta's capturable",
      "If capturable=True, params and state_steps must be on supported devices: ['cuda', 'xpu', 'hpu', 'privateuseone']."
    ) { step { Adadelta([$0], capturable: true) } },
    Mistake(
      "ASGD's capturable",
      "If capturable=True, params, mus, etas, and state_steps must be on supported devices: ['cuda', 'xpu', 'hpu', 'privateuseone', 'xla']."
    ) { step { ASGD([$0], capturable: true) } },
    Mistake(
      "NAdam's capturable",
      "If capturable=True, params, mu_products and state_steps must be on supported devices: ['cuda', 'xpu', 'hpu', 'privateuseone', "
        + "'xla']."
    ) { step { NAdam([$0], capturable: true) } },
    Mistake("a factor of 1", "Factor should be < 1.0.") { _ = ReduceLROnPlateau(SGD([leaf]), factor: 1) },
    Mistake(
      "a rate for each of other groups",
      "max_lr must have the same length as optimizer.param_groups. max_lr has 2 values, param_groups has 1."
    ) {
      _ = OneCycleLR(SGD([leaf], momentum: 0.9), maxLR: [1, 2], totalSteps: 3, baseMomentum: [0.8], maxMomentum: [0.9])
    },
    Mistake("a cycle without momentum", "optimizer must support momentum or beta1 with `cycle_momentum` option enabled") {
      _ = OneCycleLR(Adagrad([leaf]), maxLR: 1, totalSteps: 3)
    },
    Mistake("a cycle without an end", "You must define either total_steps OR (epochs AND steps_per_epoch)") {
      _ = OneCycleLR(SGD([leaf], momentum: 0.9), maxLR: 1)
    },
    Mistake("a step beyond the cycle", "Tried to step 3 times. The specified number of total steps is 2") {
      let optimizer = SGD([leaf], momentum: 0.9)
      let scheduler = OneCycleLR(optimizer, maxLR: 1, totalSteps: 2)
      for _ in 0..<3 { scheduler.step() }
    },
    Mistake("a warm-up from above", "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.") {
      _ = LinearLR(SGD([leaf]), startFactor: 2)
    },
    Mistake("too many functions", "Expected 1 lr_lambdas, but got 2") { _ = LambdaLR(SGD([leaf]), lrLambdas: [{ _ in 1 }, { _ in 1 }]) },
    Mistake("resuming without a first rate", "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler") {
      _ = StepLR(SGD([leaf]), stepSize: 3, lastEpoch: 5)
    },
    Mistake("too few milestones", "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone")
    {
      let optimizer = SGD([leaf])
      _ = SequentialLR(optimizer, schedulers: [ExponentialLR(optimizer, gamma: 1)], milestones: [1])
    },
    Mistake("a chain of nothing", "ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.") {
      _ = ChainedScheduler([])
    },
    Mistake("schedulers of two optimizers", "ChainedScheduler expects all schedulers to belong to the same optimizer, but got scheduler") {
      _ = ChainedScheduler([ExponentialLR(SGD([leaf]), gamma: 1), ExponentialLR(SGD([leaf]), gamma: 1)])
    },
  ]
}

@Suite("Mistakes with optimizers")
struct MistakeTests {
  @Test("a mistake ends the program with PyTorch's words and the caller's line", arguments: Mistake.all)
  func text(_ mistake: Mistake) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [name = mistake.name as String] in
      Mistake.named(name).make()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("Fatal error: " + mistake.text), "\(error)")
  }

  @Test("a scheduler that is stepped before its optimizer warns")
  func order() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let optimizer = SGD([Tensor([1.0], requiresGrad: true)])
      StepLR(optimizer, stepSize: 3).step()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("UserWarning: Detected call of `lr_scheduler.step()` before `optimizer.step()`."), "\(error)")
  }
}
