// fails: no number has changed
// says: y shows other numbers than before
import Autograd

func spoil(_ y: Tensor, times: Int) {
  for _ in 0..<times { y.detach().add_(1) }
}
