// `Parameter(...)` in a stored property is all that registration takes. The names in the lists are those of the properties, and their
// order is the order of declaration, so `scale` comes first. Parameters require grad by default.
import Autograd
import NN

/// Each column times its own factor, plus its own number: y = x · scale + shift.
final class ScaleAndShift: Module {
  let scale: Parameter
  let shift: Parameter

  init(_ columns: Int) {
    scale = Parameter(Tensor.ones(columns))
    shift = Parameter(Tensor.zeros(columns))
  }

  override func forward(_ x: Tensor) -> Tensor {
    // Both have the shape (columns), which aligns at the right with the last dimension of x, however many there are before it.
    x * scale + shift
  }
}
