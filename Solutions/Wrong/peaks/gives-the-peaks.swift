// fails: the input is passed on
// says: give its input as it is
import Autograd
import NN

final class Peaks: Module {
  let peaks: Buffer

  init(_ columns: Int) { peaks = Buffer(Tensor.zeros(columns)) }

  override func forward(_ x: Tensor) -> Tensor {
    if training { noGrad { peaks.copy_(peaks.maximum(x.amax(0))) } }
    return peaks
  }
}
