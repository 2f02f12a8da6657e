import Autograd

/// Long short-term memory: input and forget gate, the candidate and the output gate, side by side in each row.
extension RecurrentPass {
  func lstmForward(_ inputs: Inputs) -> RecurrentTrace {
    var rows = rows(of: inputs.weights.bias.map { inputs.gates + $0 } ?? inputs.gates.clone(), inputs)
    let outputs = Tensor.emptyLike(rows.lastStates)
    rows.outputs = outputs
    rows.lastCells = Tensor.emptyLike(outputs)
    rows.squashedCells = Tensor.emptyLike(outputs)
    let carried = RecurrentSteps.Carried(state: Self.copy(inputs.state[0]), cells: Self.copy(inputs.state[1]))
    steps.forward(rows, weight: inputs.weights.hidden.t().contiguous(), carried)
    return RecurrentTrace(
      outputs: blocks(outputs) + [carried.cells!], saved: [rows.lastStates, rows.gates, rows.lastCells!, rows.squashedCells!])
  }

  func lstmBackward(_ inputs: Inputs, _ saved: [Tensor], _ gradOutputs: [Tensor?]) -> RecurrentGradient {
    var rows = RecurrentSteps.Rows(gates: saved[1], lastStates: saved[0])
    (rows.lastCells, rows.squashedCells) = (saved[2], saved[3])
    let gradients = gradients(of: rows, gradOutputs)
    let carried = RecurrentSteps.Carried(
      state: Tensor.zeros(inputs.state[0].shape, dtype: rows.gates.dtype), cells: Self.copy(gradOutputs[order.batchSizes.count]!))
    steps.backward(rows, gradients, weight: inputs.weights.hidden.contiguous(), carried)
    return RecurrentGradient(gates: gradients.ofSums, fromState: gradients.ofSums, state: [carried.state, carried.cells!])
  }
}
