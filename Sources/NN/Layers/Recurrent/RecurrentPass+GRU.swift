import Autograd

/// Gated recurrent units: reset and update gate, and the candidate, side by side in each row.
extension RecurrentPass {
  func gruForward(_ inputs: Inputs) -> RecurrentTrace {
    let size = inputs.state[0].size(1)
    let gates = inputs.gates.clone()
    let outputs = Tensor.empty([gates.size(0), size], dtype: gates.dtype)
    let fromState = inputs.weights.bias.map { $0.expand(gates.shape).clone() } ?? Tensor.zerosLike(gates)
    let weight = StepProduct(columnsOf: inputs.weights.hidden.t(), rows: inputs.state[0].size(0))
    var hidden = CarriedRows(beginning: inputs.state[0], firstCount: order.firstCount)
    for (_, first, count) in order.steps {
      hidden.resize(to: count)
      let (block, last) = (gates.narrow(0, first, count), fromState.narrow(0, first, count))
      weight.add(hidden.rows, to: last)
      block.narrow(1, 0, 2 * size).add_(last.narrow(1, 0, 2 * size)).sigmoid_()
      let candidate = block.narrow(1, 2 * size, size).addcmul_(block.narrow(1, 0, size), last.narrow(1, 2 * size, size)).tanh_()
      hidden.rows = outputs.narrow(0, first, count).copy_(hidden.rows).sub_(candidate).mul_(block.narrow(1, size, size)).add_(candidate)
    }
    return RecurrentTrace(outputs: blocks(outputs), saved: [outputs, gates, fromState.narrow(1, 2 * size, size)])
  }

  func gruBackward(_ inputs: Inputs, _ saved: [Tensor], _ gradOutputs: [Tensor?]) -> RecurrentGradient {
    let (outputs, gates, candidatesFromState) = (saved[0], saved[1], saved[2])
    let size = outputs.size(1)
    let (reset, update, candidate) = (gates.narrow(1, 0, size), gates.narrow(1, size, size), gates.narrow(1, 2 * size, size))
    // What all steps know before their gradients arrive; each step multiplies its rows by its gradient.
    let squares = gates * gates
    let gradient = gates - squares
    let byCandidate = gradient.narrow(1, 2 * size, size).copy_(squares.narrow(1, 2 * size, size)).neg_().add_(1).mul_(1 - update)
    gradient.narrow(1, size, size).mul_(order.shifted(outputs, from: inputs.state[0]).sub_(candidate))
    gradient.narrow(1, 0, size).mul_(byCandidate).mul_(candidatesFromState)
    let fromState = gradient.clone()
    fromState.narrow(1, 2 * size, size).mul_(reset)
    let (gradientByGate, fromStateByGate) = (gradient.view([gradient.size(0), 3, size]), fromState.view([gradient.size(0), 3, size]))
    let weight = StepProduct(rowsOf: inputs.weights.hidden, rows: inputs.state[0].size(0))
    var carried = CarriedRows(beginning: Tensor.zerosLike(inputs.state[0]), firstCount: order.reversed.firstCount)
    for (step, first, count) in order.reversed.steps {
      carried.resize(to: count)
      let arrived = carried.rows + gradOutputs[step]!
      let each = arrived.unsqueeze(1)
      gradientByGate.narrow(0, first, count).mul_(each)
      fromStateByGate.narrow(0, first, count).mul_(each)
      carried.rows = weight.sum(fromState.narrow(0, first, count)).addcmul_(arrived, update.narrow(0, first, count))
    }
    return RecurrentGradient(gates: gradient, fromState: fromState, state: [carried.all])
  }
}
