// fails: two batches
// fails: the gradient goes through
// says: it does not require grad, and should: the graph is cut
// says: element 0 of tensors does not require grad
import Autograd
import NN

final class RunningMean: Module {
  let mean: Buffer
  let batches = Buffer(Tensor(0))

  init(_ columns: Int) { mean = Buffer(Tensor.zeros(columns)) }

  override func forward(_ x: Tensor) -> Tensor {
    noGrad {
      batches.add_(1)
      mean.add_((x.mean(0) - mean) / batches)
      return x.detach()
    }
  }
}
