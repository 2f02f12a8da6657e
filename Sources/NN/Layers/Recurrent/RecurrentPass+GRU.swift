import Autograd

/// Gated recurrent units: reset and update gate, and the candidate, side by side in each row.
extension RecurrentPass {
  func gruForward(_ inputs: Inputs) -> RecurrentTrace {
    var rows = rows(of: Self.copy(inputs.gates), inputs)
    let fromState = inputs.weights.bias.map { Self.copy($0.expand(rows.gates.shape)) } ?? Tensor.zerosLike(rows.gates)
    let outputs = Tensor.emptyLike(rows.lastStates)
    (rows.fromState, rows.outputs) = (fromState, outputs)
    steps.forward(rows, weight: inputs.weights.hidden.t().contiguous(), RecurrentSteps.Carried(state: Self.copy(inputs.state[0])))
    return RecurrentTrace(outputs: blocks(outputs), saved: [rows.lastStates, rows.gates, fromState])
  }

  func gruBackward(_ inputs: Inputs, _ saved: [Tensor], _ gradOutputs: [Tensor?]) -> RecurrentGradient {
    var rows = RecurrentSteps.Rows(gates: saved[1], lastStates: saved[0])
    rows.fromState = saved[2]
    var gradients = gradients(of: rows, gradOutputs)
    let fromState = Tensor.emptyLike(rows.gates)
    gradients.ofFromState = fromState
    let carried = RecurrentSteps.Carried(state: Tensor.zeros(inputs.state[0].shape, dtype: rows.gates.dtype))
    steps.backward(rows, gradients, weight: inputs.weights.hidden.contiguous(), carried)
    return RecurrentGradient(gates: gradients.ofSums, fromState: fromState, state: [carried.state])
  }
}
