// fails: several chapters
// says: The state's value must go on
import Autograd

func read(_ numbers: [Double], _ w: Tensor, chaptersOf length: Int) throws -> Tensor {
  var state = Tensor(0.0, dtype: w.dtype)
  for (index, number) in numbers.enumerated() {
    if index % length == 0 { state = Tensor(0.0, dtype: w.dtype) }
    state = (w * state + number).tanh()
    if (index + 1) % length == 0 || index == numbers.count - 1 { try state.square().backward() }
  }
  return state.detach()
}
