// fails: in evaluation nothing is dropped
// fails: training without recording, evaluation with it
// says: Recording is not the switch to ask
import Autograd
import NN

final class Head: Module {
  let hidden = Linear(4, 8)
  let output = Linear(8, 2)
  let batches = Buffer(0)

  override func forward(_ input: Tensor) -> Tensor {
    if isGradEnabled { batches.add_(1) }
    return output(hidden(input).relu().dropout(0.5, training: isGradEnabled))
  }
}
