// fails: no number has changed
// says: another grad_fn
import Autograd

func spoil(_ y: Tensor, times: Int) {
  for _ in 0..<times { y.add_(0) }
}
