import Autograd

/// `h = tanh(g + U h + c)`, or with a rectifier.
extension RecurrentPass {
  func simpleForward(_ inputs: Inputs) -> RecurrentTrace {
    let outputs = inputs.weights.bias.map { inputs.gates + $0 } ?? inputs.gates.clone()
    let weight = StepProduct(columnsOf: inputs.weights.hidden.t(), rows: inputs.state[0].size(0))
    var hidden = CarriedRows(beginning: inputs.state[0], firstCount: order.firstCount)
    for (_, first, count) in order.steps {
      hidden.resize(to: count)
      let block = outputs.narrow(0, first, count)
      weight.add(hidden.rows, to: block)
      hidden.rows = unit == .tanh ? block.tanh_() : block.relu_()
    }
    return RecurrentTrace(outputs: blocks(outputs), saved: [outputs])
  }

  func simpleBackward(_ inputs: Inputs, _ saved: [Tensor], _ gradOutputs: [Tensor?]) -> RecurrentGradient {
    let outputs = saved[0]
    // The derivative of what is applied, then times the gradient of the result.
    let gradient = unit == .tanh ? (outputs * outputs).neg_().add_(1) : outputs.le(0).logicalNot().to(outputs.dtype)
    let weight = StepProduct(rowsOf: inputs.weights.hidden, rows: inputs.state[0].size(0))
    var carried = CarriedRows(beginning: Tensor.zerosLike(inputs.state[0]), firstCount: order.reversed.firstCount)
    for (step, first, count) in order.reversed.steps {
      carried.resize(to: count)
      let block = gradient.narrow(0, first, count).mul_(carried.rows + gradOutputs[step]!)
      carried.rows = weight.sum(block)
    }
    return RecurrentGradient(gates: gradient, fromState: gradient, state: [carried.all])
  }
}
