// fails: the error says just this
// says: one missing key
import Autograd
import NN

func misfit(_ state: StateDict, missing: String, unexpected: String, resized: String, shape: [Int]) -> StateDict {
  var result = state
  result[missing] = Tensor.empty(0)
  result[unexpected] = Tensor.zeros(1)
  result[resized] = Tensor.zeros(shape)
  return result
}
