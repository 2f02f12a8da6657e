import Autograd

/// A layer of units moved over a batch of sequences, all steps as one node of the graph.
///
/// The inputs are what the units' weights made of the inputs, a row for each sequence that has a step; the weight that is applied to the
/// last state, and its bias if there is one; the first state. The outputs are the hidden states step by step and, of an LSTM, the last
/// states of the cells.
struct RecurrentPass: Function {
  let unit: RecurrentUnit
  let order: StepOrder
  let hasBias: Bool

  /// Whether the inputs are such that a pass computes what the steps compute. What it cannot do has its steps recorded one by one.
  static func takes(_ inputs: Inputs) -> Bool {
    let dtype = inputs.gates.dtype
    return inputs.weights.projection == nil && (dtype == .float32 || dtype == .float64)
      && inputs.list.allSatisfy { $0.dtype == dtype && $0.device == .cpu }
  }

  /// The inputs by name.
  struct Inputs {
    let gates: Tensor
    let weights: HiddenWeights
    let state: [Tensor]

    init(gates: Tensor, weights: HiddenWeights, state: [Tensor]) {
      self.gates = gates
      self.weights = weights
      self.state = state
    }

    init(_ list: [Tensor], hasBias: Bool) {
      let weights = HiddenWeights(hidden: list[1], bias: hasBias ? list[2] : nil, projection: nil)
      self.init(gates: list[0], weights: weights, state: Array(list.dropFirst(hasBias ? 3 : 2)))
    }

    /// In the order in which the function takes them.
    var list: [Tensor] { [gates, weights.hidden] + (weights.bias.map { [$0] } ?? []) + state }
  }

  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
    let named = Inputs(inputs, hasBias: hasBias)
    let trace: RecurrentTrace
    switch unit {
    case .tanh, .relu: trace = simpleForward(named)
    case .gru: trace = gruForward(named)
    case .lstm: trace = lstmForward(named)
    }
    context.saveForBackward(inputs + trace.saved)
    return trace.outputs
  }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) throws -> [Tensor?] {
    let saved = try context.savedTensors
    let inputCount = context.needsInputGrad.count
    let inputs = Array(saved.prefix(inputCount))
    if isGradEnabled { return try recordedBackward(inputs, context.needsInputGrad, gradOutputs) }
    let named = Inputs(inputs, hasBias: hasBias)
    let kept = Array(saved.dropFirst(inputCount))
    let gradient: RecurrentGradient
    switch unit {
    case .tanh, .relu: gradient = simpleBackward(named, kept, gradOutputs)
    case .gru: gradient = gruBackward(named, kept, gradOutputs)
    case .lstm: gradient = lstmBackward(named, kept, gradOutputs)
    }
    let needsWeight = context.needsInputGrad[1]
    let weight = needsWeight ? gradient.fromState.t().mm(kept[0]) : nil
    let bias = hasBias ? [context.needsInputGrad[2] ? gradient.fromState.sum([0]) : nil] : []
    return [gradient.gates, weight] + bias + gradient.state.map { $0 }
  }

  /// The same in operators, step by step.
  func recorded(_ inputs: Inputs) -> (outputs: [Tensor], state: [Tensor]) {
    var carried = inputs.state.map { CarriedRows(beginning: $0, firstCount: order.firstCount) }
    var outputs: [Tensor] = []
    outputs.reserveCapacity(order.batchSizes.count)
    for (_, first, count) in order.steps {
      for part in carried.indices { carried[part].resize(to: count) }
      let state = unit.step(inputs.gates.narrow(0, first, count), carried.map(\.rows), inputs.weights)
      for part in carried.indices { carried[part].rows = state[part] }
      outputs.append(state[0])
    }
    return (order.isReversed ? outputs.reversed() : outputs, carried.map(\.all))
  }

  /// The gradients with a graph of their own, for higher derivatives: those of the steps in operators.
  private func recordedBackward(_ inputs: [Tensor], _ needsGrad: [Bool], _ gradOutputs: [Tensor?]) throws -> [Tensor?] {
    // With respect to these, and not to what else an input may have been made of.
    let aliases = zip(inputs, needsGrad).map { input, needs in needs ? input.viewAs(input) : input }
    let (outputs, state) = recorded(Inputs(aliases, hasBias: hasBias))
    let places = needsGrad.indices.filter { needsGrad[$0] }
    let gradients = try grad(
      outputs: outputs + state.dropFirst(), inputs: places.map { aliases[$0] }, gradOutputs: gradOutputs, createGraph: true,
      allowUnused: true)
    var result = [Tensor?](repeating: nil, count: inputs.count)
    for (place, gradient) in zip(places, gradients) { result[place] = gradient }
    return result
  }
}

/// What a pass gives, and what its gradient needs to know.
struct RecurrentTrace {
  var outputs: [Tensor]
  /// The hidden states at the beginning of all steps first.
  var saved: [Tensor]
}

/// The gradients of what a pass is computed from.
struct RecurrentGradient {
  /// That of the gates before they are applied, as far as the inputs contribute.
  var gates: Tensor
  /// The same, as far as the last states contribute.
  var fromState: Tensor
  /// That of the first state.
  var state: [Tensor]
}

extension RecurrentPass {
  /// The steps on memory.
  var steps: RecurrentSteps {
    let kind: RecurrentSteps.Unit =
      switch unit {
      case .tanh: .tanh
      case .relu: .relu
      case .lstm: .lstm
      case .gru: .gru
      }
    return RecurrentSteps(kind, steps: order.steps.map { ($0.first, $0.count) })
  }

  /// The rows of a pass whose sums begin with these.
  func rows(of gates: Tensor, _ inputs: Inputs) -> RecurrentSteps.Rows {
    RecurrentSteps.Rows(
      gates: gates.contiguous(), lastStates: Tensor.empty([gates.size(0), inputs.state[0].size(1)], dtype: gates.dtype))
  }

  /// The gradients of a pass, from those of its outputs step by step.
  func gradients(of rows: RecurrentSteps.Rows, _ gradOutputs: [Tensor?]) -> RecurrentSteps.Gradients {
    let ofOutputs = Tensor.cat(gradOutputs.prefix(order.batchSizes.count).map { $0! })
    return RecurrentSteps.Gradients(ofOutputs: ofOutputs, ofSums: Tensor.emptyLike(rows.gates))
  }

  /// Row-major memory of its own: neither a caller's nor what is saved is written to.
  static func copy(_ tensor: Tensor) -> Tensor { tensor.clone(memoryFormat: .contiguous) }

  /// The rows of each step, in the order of time.
  func blocks(_ results: Tensor) -> [Tensor] { results.split(order.batchSizes) }
}
