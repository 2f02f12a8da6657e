import Autograd

/// Long short-term memory: input and forget gate, the candidate and the output gate, side by side in each row.
extension RecurrentPass {
  func lstmForward(_ inputs: Inputs) -> RecurrentTrace {
    let size = inputs.state[0].size(1)
    let gates = inputs.weights.bias.map { inputs.gates + $0 } ?? inputs.gates.clone()
    let outputs = Tensor.empty([gates.size(0), size], dtype: gates.dtype)
    let (cells, squashedCells) = (Tensor.emptyLike(outputs), Tensor.emptyLike(outputs))
    let weight = StepProduct(columnsOf: inputs.weights.hidden.t(), rows: inputs.state[0].size(0))
    var hidden = CarriedRows(beginning: inputs.state[0], firstCount: order.firstCount)
    var cell = CarriedRows(beginning: inputs.state[1], firstCount: order.firstCount)
    for (_, first, count) in order.steps {
      hidden.resize(to: count)
      cell.resize(to: count)
      let block = gates.narrow(0, first, count)
      weight.add(hidden.rows, to: block)
      block.narrow(1, 0, 2 * size).sigmoid_()
      let candidate = block.narrow(1, 2 * size, size).tanh_()
      let opening = block.narrow(1, 3 * size, size).sigmoid_()
      cell.rows = cells.narrow(0, first, count).copy_(cell.rows).mul_(block.narrow(1, size, size))
        .addcmul_(block.narrow(1, 0, size), candidate)
      let squashed = squashedCells.narrow(0, first, count).copy_(cell.rows).tanh_()
      hidden.rows = outputs.narrow(0, first, count).copy_(squashed).mul_(opening)
    }
    // A copy: what is kept for the gradient is not the caller's to write to.
    return RecurrentTrace(outputs: blocks(outputs) + [cell.all.clone()], saved: [outputs, gates, cells, squashedCells])
  }

  func lstmBackward(_ inputs: Inputs, _ saved: [Tensor], _ gradOutputs: [Tensor?]) -> RecurrentGradient {
    let (outputs, gates, cells, squashedCells) = (saved[0], saved[1], saved[2], saved[3])
    let size = outputs.size(1)
    let (input, forget) = (gates.narrow(1, 0, size), gates.narrow(1, size, size))
    let (candidate, opening) = (gates.narrow(1, 2 * size, size), gates.narrow(1, 3 * size, size))
    // What all steps know before their gradients arrive; each step multiplies its rows by its gradient.
    let squares = gates * gates
    let gradient = gates - squares
    gradient.narrow(1, 0, size).mul_(candidate)
    gradient.narrow(1, size, size).mul_(order.shifted(cells, from: inputs.state[1]))
    gradient.narrow(1, 2 * size, size).copy_(squares.narrow(1, 2 * size, size)).neg_().add_(1).mul_(input)
    gradient.narrow(1, 3 * size, size).mul_(squashedCells)
    let cellByHidden = (squashedCells * squashedCells).neg_().add_(1).mul_(opening)
    let byGate = gradient.view([gradient.size(0), 4, size])
    let (ofCell, ofHidden) = (byGate.narrow(1, 0, 3), gradient.narrow(1, 3 * size, size))
    let weight = StepProduct(rowsOf: inputs.weights.hidden, rows: inputs.state[0].size(0))
    var carried = CarriedRows(beginning: Tensor.zerosLike(inputs.state[0]), firstCount: order.reversed.firstCount)
    var carriedCell = CarriedRows(beginning: gradOutputs[order.batchSizes.count]!, firstCount: order.reversed.firstCount)
    for (step, first, count) in order.reversed.steps {
      carried.resize(to: count)
      carriedCell.resize(to: count)
      let arrived = carried.rows + gradOutputs[step]!
      let arrivedAtCell = carriedCell.rows.addcmul(arrived, cellByHidden.narrow(0, first, count))
      ofCell.narrow(0, first, count).mul_(arrivedAtCell.unsqueeze(1))
      ofHidden.narrow(0, first, count).mul_(arrived)
      carried.rows = weight.sum(gradient.narrow(0, first, count))
      carriedCell.rows = arrivedAtCell.mul_(forget.narrow(0, first, count))
    }
    return RecurrentGradient(gates: gradient, fromState: gradient, state: [carried.all, carriedCell.all])
  }
}
