import Autograd

/// Reads the numbers in chapters of `length`, and gives the state at the end. Adds each chapter's gradient to `w.grad`.
func read(_ numbers: [Double], _ w: Tensor, chaptersOf length: Int) throws -> Tensor {
  var state = Tensor(0.0, dtype: w.dtype)
  for (index, number) in numbers.enumerated() {
    state = (w * state + number).tanh()
    if (index + 1) % length == 0 || index == numbers.count - 1 {
      try state.square().backward()
      // The chapter has been walked and its saved numbers are gone. The value goes on; the history ends here, at the end of a chapter and not
      // at each number.
      state = state.detach()
    }
  }
  return state
}
