// fails: both are registered, under their names
// fails: both get their gradient
// says: each with one number for every column
import Autograd
import NN

final class ScaleAndShift: Module {
  let scale: Parameter
  let shift: Parameter

  init(_ columns: Int) {
    scale = Parameter(Tensor.ones(columns, 1))
    shift = Parameter(Tensor.zeros(columns, 1))
  }

  override func forward(_ x: Tensor) -> Tensor { (x.transpose(-1, -2) * scale + shift).transpose(-1, -2) }
}
