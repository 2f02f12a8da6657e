// fails: a new one changes nothing, and can learn
// says: With factors 1 and numbers 0
import Autograd
import NN

final class ScaleAndShift: Module {
  let scale: Parameter
  let shift: Parameter

  init(_ columns: Int) {
    scale = Parameter(Tensor.randn(columns))
    shift = Parameter(Tensor.randn(columns))
  }

  override func forward(_ x: Tensor) -> Tensor { x * scale + shift }
}
