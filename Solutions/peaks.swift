// A `Buffer` in a stored property is registered: it is saved, loaded and moved with the module. It is written in place, so it can be a
// `let`. `training` keeps evaluation from changing it. `noGrad` keeps it out of the graph: the input may require grad, and whatever is
// written with such an input would take its history along.
import Autograd
import NN

/// Gives its input, and keeps the largest number of each column in the buffer `peaks`.
final class Peaks: Module {
  let peaks: Buffer

  init(_ columns: Int) { peaks = Buffer(Tensor.zeros(columns)) }

  override func forward(_ x: Tensor) -> Tensor {
    if training { noGrad { peaks.copy_(peaks.maximum(x.amax(0))) } }
    return x
  }
}
