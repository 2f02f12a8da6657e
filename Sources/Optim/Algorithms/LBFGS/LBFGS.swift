import Autograd

/// Steps along directions that account for curvature, estimated from the last gradients: PyTorch's `LBFGS`. It calls the closure several
/// times a step, so it is for losses without chance in them.
///
///     optimizer.step {
///       optimizer.zeroGrad()
///       let loss = (x.matmul(w) - y).square().sum()
///       try! loss.backward()
///       return loss
///     }
///
/// (Nocedal and Wright, "Numerical optimization", algorithm 7.4.) There is one group of parameters, and the state of its first one holds
/// everything.
public final class LBFGS: Optimizer {
  /// How the length of a step is found.
  public enum LineSearch: String, Sendable {
    /// By cubic interpolation, until the strong Wolfe conditions hold.
    case strongWolfe = "strong_wolfe"

    /// By PyTorch's name.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      guard let search = Self(rawValue: name) else { fail("only 'strong_wolfe' is supported", at: CallSite(file, line)) }
      self = search
    }
  }

  /// An optimizer.
  ///
  /// - Parameters:
  ///   - params: The parameters, or groups of them with options of their own.
  ///   - lr: The step along a direction, or the one with which a line search begins.
  ///   - maxIter: Directions a step.
  ///   - maxEval: Calls of the closure a step: 1¼ times `maxIter` if left out.
  ///   - toleranceGrad: It ends where no element of the gradient is larger.
  ///   - toleranceChange: It ends where neither the loss nor a parameter changes by more.
  ///   - historySize: How many gradients are remembered.
  ///   - lineSearchFn: How the length of a step is found; `lr` if left out.
  ///   - maximize: Whether to go up instead of down.
  /// - Precondition: `lr` is not negative; there is one group.
  public init(
    _ params: [some Optimizable], lr: some LearningRate = 1, maxIter: Int = 20, maxEval: Int? = nil, toleranceGrad: Double = 1e-7,
    toleranceChange: Double = 1e-9, historySize: Int = 100, lineSearchFn: LineSearch? = nil, maximize: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    Optimizer.refuse(rate: lr, at: site)
    let defaults: NamedValues = [
      "lr": lr.option, "max_iter": .int(maxIter), "max_eval": .int(maxEval ?? maxIter * 5 / 4),
      "tolerance_grad": .double(toleranceGrad), "tolerance_change": .double(toleranceChange), "history_size": .int(historySize),
      "line_search_fn": OptimizerValue(lineSearchFn?.rawValue), "maximize": .bool(maximize),
    ]
    super.init(params, defaults: defaults, file: file, line: line)
    if paramGroups.count != 1 { fail("LBFGS doesn't support per-parameter options (parameter groups)", at: site) }
  }

  /// A step needs the closure.
  override public func takeStep() { fail("LBFGS.step() missing 1 required positional argument: 'closure'") }

  /// At most `maxIter` directions; gives the loss before the first.
  override public func takeStep<Failure: Error>(_ closure: () throws(Failure) -> Tensor) throws(Failure) -> Tensor {
    let group = paramGroups[0]
    guard let first = group.params.first else { return try enableGrad(closure) }
    let flat = FlatParameters(group)
    let (lr, maxIter, maxEval) = (Quantity(group.lr, group["lr"]?.tensor?.dtype), group.integer("max_iter"), group.integer("max_eval"))
    let (toleranceGrad, toleranceChange) = (Quantity(group.number("tolerance_grad")), group.number("tolerance_change"))
    func evaluate() throws(Failure) -> (tensor: Tensor, loss: Double, gradient: Tensor) {
      let loss = try enableGrad(closure)
      return (loss, flat.maximize ? -loss.item() : loss.item(), flat.gradient())
    }

    let begin = try evaluate()
    var (loss, gradient) = (begin.loss, begin.gradient)
    var memory = LBFGSMemory(state[first], historySize: group.integer("history_size"))
    var evaluations = 1
    memory.evaluations += 1
    defer { state[first] = memory.saved }
    if Quantity(gradient.abs().max()) <= toleranceGrad { return begin.tensor }
    for iteration in 1...max(maxIter, 1) where iteration <= maxIter {
      let direction = memory.nextDirection(gradient)
      let lossBefore = loss
      memory.remember(gradient, loss)
      memory.step =
        memory.iterations == 1 ? Quantity.min(1.0, 1.0 / Quantity(gradient.abs().sum())) * lr : lr
      let slope = Quantity(gradient.dot(direction))
      if slope > Quantity(-toleranceChange) { break }
      var isFlat = false
      var evaluated = 0
      if let search = group.text("line_search_fn"), LineSearch(search) == .strongWolfe {
        let start = flat.copies()
        let wolfe = StrongWolfe(
          direction: direction, start: .init(step: 0.0, loss: Quantity(loss), gradient: gradient, slope: slope),
          toleranceChange: toleranceChange, maximumEvaluations: maxEval - evaluations)
        let (point, count) = try wolfe.search(from: memory.step) { step throws(Failure) in
          flat.add(direction, step)
          let (_, loss, gradient) = try evaluate()
          flat.set(start)
          return (loss, gradient)
        }
        (loss, gradient, memory.step, evaluated) = (point.loss.value, point.gradient, point.step, count)
        flat.add(direction, memory.step)
        isFlat = Quantity(gradient.abs().max()) <= toleranceGrad
      } else {
        flat.add(direction, memory.step)
        // After the last step nobody asks for the loss.
        if iteration != maxIter {
          (_, loss, gradient) = try evaluate()
          isFlat = Quantity(gradient.abs().max()) <= toleranceGrad
          evaluated = 1
        }
      }
      evaluations += evaluated
      memory.evaluations += evaluated
      if evaluations >= maxEval || isFlat { break }
      if Quantity(direction.mul(memory.step.value).abs().max()) <= Quantity(toleranceChange) { break }
      if abs(loss - lossBefore) < toleranceChange { break }
    }
    return begin.tensor
  }

  override func check(
    _ loaded: NamedValues, against fresh: NamedValues, of parameter: Tensor, number: Int
  ) throws(OptimizerError) {
    let numel = paramGroups[0].params.reduce(0) { $0 + $1.numel }
    for name in ["d", "prev_flat_grad"] where loaded[name].map({ !$0.isNull }) ?? false {
      try Optimizer.check(loaded[name], name, hasShape: [numel], number: number)
    }
    for name in ["old_dirs", "old_stps"] {
      for value in loaded[name]?.members ?? [] { try Optimizer.check(value, name, hasShape: [numel], number: number) }
    }
    let counts = Set(["old_dirs", "old_stps", "ro"].map { loaded[$0]?.members?.count ?? 0 })
    if counts.count > 1 {
      throw OptimizerError("loaded state dict: 'old_dirs', 'old_stps' and 'ro' of parameter \(number) have different lengths")
    }
    for value in loaded["ro"]?.members ?? [] { try Optimizer.check(value, "ro", hasShape: [], number: number) }
  }
}
