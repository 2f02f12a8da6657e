// fails: in training it drops as before
// says: In training it must drop
import Autograd
import NN

final class Head: Module {
  let hidden = Linear(4, 8)
  let output = Linear(8, 2)
  let batches = Buffer(0)

  override func forward(_ input: Tensor) -> Tensor {
    if training { batches.add_(1) }
    return output(hidden(input).relu())
  }
}
