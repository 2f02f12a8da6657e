// fails: the given state is as before
// says: Its tensors are shared with the new one
import Autograd
import NN

func misfit(_ state: StateDict, missing: String, unexpected: String, resized: String, shape: [Int]) -> StateDict {
  var result = state
  result[missing] = nil
  result[unexpected] = Tensor.zeros(1)
  result[resized]!.data = Tensor.zeros(shape)
  return result
}
