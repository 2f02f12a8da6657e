import Autograd

/// `h = tanh(g + U h + c)`, or with a rectifier.
extension RecurrentPass {
  func simpleForward(_ inputs: Inputs) -> RecurrentTrace {
    let rows = rows(of: inputs.weights.bias.map { inputs.gates + $0 } ?? inputs.gates.clone(), inputs)
    steps.forward(rows, weight: inputs.weights.hidden.t().contiguous(), RecurrentSteps.Carried(state: Self.copy(inputs.state[0])))
    return RecurrentTrace(outputs: blocks(rows.gates), saved: [rows.lastStates, rows.gates])
  }

  func simpleBackward(_ inputs: Inputs, _ saved: [Tensor], _ gradOutputs: [Tensor?]) -> RecurrentGradient {
    let rows = RecurrentSteps.Rows(gates: saved[1], lastStates: saved[0])
    let gradients = gradients(of: rows, gradOutputs)
    let carried = RecurrentSteps.Carried(state: Tensor.zeros(inputs.state[0].shape, dtype: rows.gates.dtype))
    steps.backward(rows, gradients, weight: inputs.weights.hidden.contiguous(), carried)
    return RecurrentGradient(gates: gradients.ofSums, fromState: gradients.ofSums, state: [carried.state])
  }
}
