import Autograd

/// Makes backward() fail at `y`, which is at version 0, by `times` writes that change no number.
func spoil(_ y: Tensor, times: Int) {
  // A counter counts writes and does not look at the numbers. `detach()` shares y's counter, and what is written through it is not recorded, so
  // y keeps its grad_fn. (Under noGrad, y.add_(0) would do as well.)
  for _ in 0..<times { y.detach().add_(0) }
}
