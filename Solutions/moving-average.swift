// The name keeps its tensor, and the tensor gets new numbers. So the buffer stays registered, a state dictionary goes on showing it,
// and dtype, shape and device cannot change by accident. The property can be a `let` now, which says all this to the reader.
//
// `noGrad` is needed as soon as x requires grad. Without it the buffer would become part of the graph, gradients would flow through the
// average, and the second `backward()` would walk back into the first computation.
import Autograd
import NN

/// Takes from its input the moving average of the rows: average = 0.75 · average + 0.25 · mean of the rows.
final class MovingAverage: Module {
  let average: Buffer

  init(_ columns: Int) { average = Buffer(Tensor.zeros(columns)) }

  override func forward(_ x: Tensor) -> Tensor {
    noGrad { average.mul_(0.75).add_(0.25 * x.mean(0)) }
    return x - average
  }
}
