// fails: several chapters
// says: is the history cut at each chapter's end
import Autograd

func read(_ numbers: [Double], _ w: Tensor, chaptersOf length: Int) throws -> Tensor {
  var state = Tensor(0.0, dtype: w.dtype)
  for (index, number) in numbers.enumerated() {
    state = (w * state + number).tanh()
    if (index + 1) % length == 0 || index == numbers.count - 1 {
      try state.square().backward(retainGraph: true)
    }
  }
  return state.detach()
}
