// The copy of a `StateDict` has names of its own: entries can be taken out of it and put into it, and the given one does not change. The
// tensors are shared, so `resized` gets another tensor in its place. To change the shape of the one that is there (`data = ...`) would
// change it in the given state as well.
import Autograd
import NN

/// The state without one name, with one too many, and with one of another shape.
func misfit(_ state: StateDict, missing: String, unexpected: String, resized: String, shape: [Int]) -> StateDict {
  var result = state
  result[missing] = nil
  result[unexpected] = Tensor.zeros(1)
  result[resized] = Tensor.zeros(shape)
  return result
}
