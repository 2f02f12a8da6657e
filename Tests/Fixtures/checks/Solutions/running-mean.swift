// A `Buffer` in a stored property is registered. How many batches there were is a buffer too, or a loaded model would begin to count anew.
import Autograd
import NN

/// Gives its input, and keeps in the buffer `mean` the mean of all the means that it has seen.
final class RunningMean: Module {
  let mean: Buffer
  let batches = Buffer(Tensor(0))

  init(_ columns: Int) { mean = Buffer(Tensor.zeros(columns)) }

  override func forward(_ x: Tensor) -> Tensor {
    noGrad {
      batches.add_(1)
      mean.add_((x.mean(0) - mean) / batches)
    }
    return x
  }
}
