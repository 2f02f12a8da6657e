// fails: one chapter
// fails: several chapters
// says: Within one chapter the gradient must flow through all of its numbers
import Autograd

func read(_ numbers: [Double], _ w: Tensor, chaptersOf length: Int) throws -> Tensor {
  var state = Tensor(0.0, dtype: w.dtype)
  for (index, number) in numbers.enumerated() {
    state = (w * state.detach() + number).tanh()
    if (index + 1) % length == 0 || index == numbers.count - 1 {
      try state.square().backward()
    }
  }
  return state.detach()
}
