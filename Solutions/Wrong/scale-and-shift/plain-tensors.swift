// fails: both are registered, under their names
// says: a module looks for the class Parameter
import Autograd
import NN

final class ScaleAndShift: Module {
  let scale: Tensor
  let shift: Tensor

  init(_ columns: Int) {
    scale = Tensor.ones(columns).requiresGrad_()
    shift = Tensor.zeros(columns).requiresGrad_()
  }

  override func forward(_ x: Tensor) -> Tensor { x * scale + shift }
}
