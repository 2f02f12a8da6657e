// fails: nothing is learned in evaluation
// says: After eval() the peaks must stay
import Autograd
import NN

final class Peaks: Module {
  let peaks: Buffer

  init(_ columns: Int) { peaks = Buffer(Tensor.zeros(columns)) }

  override func forward(_ x: Tensor) -> Tensor {
    noGrad { peaks.copy_(peaks.maximum(x.amax(0))) }
    return x
  }
}
