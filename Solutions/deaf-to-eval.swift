import Autograd
import NN

final class Head: Module {
  let hidden = Linear(4, 8)
  let output = Linear(8, 2)
  /// How many batches it was trained on.
  let batches = Buffer(0)

  override func forward(_ input: Tensor) -> Tensor {
    // Both ask `training`, which eval() sets for this module too. `isGradEnabled` would be the wrong question: a model may train without
    // recording and be evaluated with it.
    if training { batches.add_(1) }
    return output(hidden(input).relu().dropout(0.5, training: training))
  }
}
