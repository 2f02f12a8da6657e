// fails: it stays the same tensor
// says: the module has got another tensor
import Autograd
import NN

final class MovingAverage: Module {
  var average: Buffer

  init(_ columns: Int) { average = Buffer(Tensor.zeros(columns)) }

  override func forward(_ x: Tensor) -> Tensor {
    average = Buffer(0.75 * average + 0.25 * x.mean(0).detach())
    return x - average
  }
}
