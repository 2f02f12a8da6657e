// fails: only batches in training are counted
// says: count no others
import Autograd
import NN

final class Head: Module {
  let hidden = Linear(4, 8)
  let output = Linear(8, 2)
  let batches = Buffer(0)

  override func forward(_ input: Tensor) -> Tensor {
    batches.add_(1)
    return output(hidden(input).relu().dropout(0.5, training: training))
  }
}
