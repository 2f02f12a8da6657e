// fails: the average is a constant for gradients
// says: it was written with something that requires grad
import Autograd
import NN

final class MovingAverage: Module {
  let average: Buffer

  init(_ columns: Int) { average = Buffer(Tensor.zeros(columns)) }

  override func forward(_ x: Tensor) -> Tensor {
    average.mul_(0.75).add_(0.25 * x.mean(0))
    return x - average
  }
}
