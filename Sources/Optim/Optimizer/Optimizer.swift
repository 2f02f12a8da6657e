import Autograd

/// What turns gradients into better parameters: the base class of all optimizers, PyTorch's `torch.optim.Optimizer`.
///
///     let optimizer = SGD([w, b], lr: 0.1, momentum: 0.9)
///     for (x, y) in batches {
///       optimizer.zeroGrad()
///       try (x.matmul(w) + b).mseLoss(y).backward()
///       optimizer.step()
///     }
///
/// It holds the tensors themselves: what is not among them gets gradients, but no step. Each step writes in place, without recording.
///
/// An optimizer of your own overrides `takeStep()`, reads its options from `paramGroups` and keeps what it must remember in `state`:
/// then saving, loading, printing, hooks and schedulers work by themselves.
///
///     final class Descent: Optimizer {
///       init(_ params: [Tensor], lr: Double) { super.init([ParamGroup(params)], defaults: ["lr": .double(lr)]) }
///       override func takeStep() {
///         for group in paramGroups {
///           for p in group.params { if let g = p.grad { p.sub_(g, alpha: .double(group.lr)) } }
///         }
///       }
///     }
///
/// One thread at a time may use an optimizer.
open class Optimizer: CustomStringConvertible {
  /// The groups, in order. Their options may be changed between steps; a group is added with `addParamGroup`.
  public final var paramGroups: [ParamGroup] = []
  /// The options of a group that says nothing of its own.
  public final let defaults: NamedValues
  /// What the optimizer keeps for each parameter.
  public final var state = ParameterStates()

  final let hooks = OptimizerHooks()
  /// Whether a scheduler counts on this optimizer, and whether it took a step since.
  final var isScheduled = false, wasStepped = false

  /// An optimizer of tensors, which form one group, or of parameter groups.
  ///
  /// - Precondition: There is a tensor or a group; see `addParamGroup`.
  public init(_ params: [some Optimizable], defaults: NamedValues, file: StaticString = #filePath, line: UInt = #line) {
    self.defaults = defaults
    if params.isEmpty { fail("optimizer got an empty parameter list", at: CallSite(file, line)) }
    for group in params.paramGroups { addParamGroup(group, file: file, line: line) }
  }

  /// One step for every parameter that has a gradient. Called by `step`, with recording off unless the option `differentiable` is true:
  /// override it in an optimizer of your own.
  open func takeStep() { fail("\(type(of: self)) does not override takeStep()") }

  /// One step with a function that computes the loss: it is called with recording on, before the parameters are changed.
  ///
  /// Override it in an optimizer that needs the loss more than once.
  open func takeStep<Failure: Error>(_ closure: () throws(Failure) -> Tensor) throws(Failure) -> Tensor {
    let loss = try enableGrad(closure)
    takeStep()
    return loss
  }

  /// What a parameter's state is before its first step. Loading a state checks it against this, by name and shape.
  ///
  /// - Parameters:
  ///   - parameter: Whose state it is.
  ///   - gradient: Has the parameter's shape and dtype.
  ///   - group: The parameter's group, with its options.
  open func initialState(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues { [:] }

  /// What is kept for a parameter, made now if this is its first step.
  public final func state(of parameter: Tensor, gradient: Tensor, in group: ParamGroup) -> NamedValues {
    let kept = state[parameter]
    if !kept.isEmpty { return kept }
    let fresh = initialState(of: parameter, gradient: gradient, in: group)
    state[parameter] = fresh
    return fresh
  }

  /// Refuses a state to be loaded that lacks what the steps of this optimizer need.
  ///
  /// - Parameters:
  ///   - fresh: The parameter's `initialState`.
  ///   - number: The parameter's, for the error.
  func check(_ loaded: NamedValues, against fresh: NamedValues, of parameter: Tensor, number: Int) throws(OptimizerError) {
    if loaded.isEmpty { return }
    for (name, value) in fresh {
      guard let tensor = value.tensor else { continue }
      try Optimizer.check(loaded[name], name, hasShape: tensor.shape, number: number)
    }
  }
}

extension Optimizer {
  /// Changes every parameter that has a gradient: PyTorch's `step()`.
  public final func step() {
    beforeStep()
    recordingIfDifferentiable { takeStep() }
    afterStep()
  }

  /// Computes the loss with `closure`, which must clear the gradients and call `backward()`, and takes a step: PyTorch's `step(closure)`.
  ///
  /// - Returns: The loss before the step.
  @discardableResult
  public final func step<Failure: Error>(_ closure: () throws(Failure) -> Tensor) throws(Failure) -> Tensor {
    beforeStep()
    let loss = try recordingIfDifferentiable { () throws(Failure) in try takeStep(closure) }
    afterStep()
    return loss
  }

  /// Whether steps are recorded.
  final var isDifferentiable: Bool { defaults["differentiable"]?.bool ?? false }

  private func recordingIfDifferentiable<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    try isDifferentiable ? enableGrad(body) : noGrad(body)
  }

  private func beforeStep() {
    for hook in hooks.beforeStep.hooks { hook(self) }
    if isScheduled { wasStepped = true }
  }

  private func afterStep() {
    for hook in hooks.afterStep.hooks { hook(self) }
  }

  /// Forgets the gradients of all parameters: PyTorch's `zero_grad`.
  ///
  /// - Parameter setToNone: Whether `grad` becomes nil, which saves memory and lets a parameter that gets no gradient stay as it is; else
  ///   it is filled with zeros.
  public final func zeroGrad(setToNone: Bool = true) {
    for group in paramGroups {
      for parameter in group.params {
        guard let gradient = parameter.grad else { continue }
        if setToNone {
          parameter.grad = nil
          continue
        }
        if gradient.gradFn != nil { gradient.detach_() } else { gradient.requiresGrad_(false) }
        gradient.zero_()
      }
    }
  }

  /// The class, and each group's options by name: PyTorch's `repr`.
  public var description: String {
    var text = "\(type(of: self)) ("
    for (number, group) in paramGroups.enumerated() {
      text += "\nParameter Group \(number)\n"
      for entry in group.options.entries.sorted(by: { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }) {
        text += "    \(entry.name): \(entry.value)\n"
      }
    }
    return text + ")"
  }
}
