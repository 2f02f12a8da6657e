// fails: both are registered, under their names
// says: Each column needs its own
import Autograd
import NN

final class ScaleAndShift: Module {
  let scale = Parameter(1.0)
  let shift = Parameter(0.0)

  init(_ columns: Int) {}

  override func forward(_ x: Tensor) -> Tensor { x * scale + shift }
}
