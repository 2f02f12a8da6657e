// fails: a rest at the end, in float64
// says: still holds a graph
import Autograd

func read(_ numbers: [Double], _ w: Tensor, chaptersOf length: Int) throws -> Tensor {
  var state = Tensor(0.0, dtype: w.dtype)
  for (index, number) in numbers.enumerated() {
    state = (w * state + number).tanh()
    if (index + 1) % length == 0 {
      try state.square().backward()
      state = state.detach()
    }
  }
  return state
}
