import Autograd

/// What LBFGS remembers from one direction, and one step, to the next.
struct LBFGSMemory {
  var evaluations = 0
  private(set) var iterations = 0
  var step = Quantity(0)
  private let historySize: Int
  private var direction: Tensor?
  /// Changes of the gradient, the steps that made them, and the reciprocals of their products.
  private var changes: [Tensor] = [], steps: [Tensor] = [], reciprocals: [Tensor] = []
  /// The first estimate of the inverse curvature: a multiple of the identity.
  private var scale: OptimizerValue = 1
  private var previousGradient: Tensor?
  private var previousLoss: Double?
  /// The first loop's factors, which PyTorch keeps too.
  private var factors: [OptimizerValue]?

  init(_ state: NamedValues, historySize: Int) {
    self.historySize = max(historySize, 1)
    evaluations = state["func_evals"]?.int ?? 0
    iterations = state["n_iter"]?.int ?? 0
    factors = state["al"]?.members
    direction = state["d"]?.tensor
    step = Quantity(state["t"]) ?? Quantity(0)
    changes = state["old_dirs"]?.members?.compactMap(\.tensor) ?? []
    steps = state["old_stps"]?.members?.compactMap(\.tensor) ?? []
    reciprocals = state["ro"]?.members?.compactMap(\.tensor) ?? []
    scale = state["H_diag"] ?? 1
    previousGradient = state["prev_flat_grad"]?.tensor
    previousLoss = state["prev_loss"]?.double
  }

  /// Under PyTorch's names.
  var saved: NamedValues {
    var values: NamedValues = ["func_evals": .int(evaluations), "n_iter": .int(iterations)]
    if let factors { values["al"] = .list(factors) }
    guard let direction, let previousGradient, let previousLoss else { return values }
    values["d"] = .tensor(direction)
    values["t"] = step.saved
    values["old_dirs"] = .list(changes.map { .tensor($0) })
    values["old_stps"] = .list(steps.map { .tensor($0) })
    values["ro"] = .list(reciprocals.map { .tensor($0) })
    values["H_diag"] = scale
    values["prev_flat_grad"] = .tensor(previousGradient)
    values["prev_loss"] = .double(previousLoss)
    return values
  }

  /// The direction to take from a place with this gradient.
  mutating func nextDirection(_ gradient: Tensor) -> Tensor {
    iterations += 1
    let result: Tensor
    if iterations > 1, let direction, let previousGradient {
      update(change: gradient.sub(previousGradient), step: direction.mul(step.value))
      result = descent(gradient)
    } else {
      (changes, steps, reciprocals, scale) = ([], [], [], 1)
      result = gradient.neg()
    }
    direction = result
    return result
  }

  /// What the next direction is to be compared with.
  mutating func remember(_ gradient: Tensor, _ loss: Double) {
    if let previousGradient { previousGradient.copy_(gradient) } else { previousGradient = gradient.clone() }
    previousLoss = loss
  }

  private mutating func update(change: Tensor, step: Tensor) {
    let product = change.dot(step)
    // Along a direction that curves down nothing is learned.
    guard Quantity(product) > 1e-10 else { return }
    if !changes.isEmpty && changes.count >= historySize {
      changes.removeFirst()
      steps.removeFirst()
      reciprocals.removeFirst()
    }
    changes.append(change)
    steps.append(step)
    reciprocals.append(product.reciprocal())
    scale = .tensor(product.div(change.dot(change)))
  }

  /// The two loops: the product of the estimated inverse curvature and minus the gradient.
  private mutating func descent(_ gradient: Tensor) -> Tensor {
    var factors = self.factors ?? Array(repeating: .null, count: historySize)
    var weights = [Tensor?](repeating: nil, count: changes.count)
    let direction = gradient.neg()
    for i in changes.indices.reversed() {
      let weight = steps[i].dot(direction).mul(reciprocals[i])
      weights[i] = weight
      if i < factors.count { factors[i] = .tensor(weight) }
      direction.add_(changes[i], alpha: .double(-weight.item()))
    }
    let result = scale.tensor.map { direction.mul($0) } ?? direction.mul(scale.double ?? 1)
    for i in changes.indices {
      let other = changes[i].dot(result).mul(reciprocals[i])
      result.add_(steps[i], alpha: .double(weights[i]!.sub(other).item()))
    }
    self.factors = factors
    return result
  }
}
