// fails: backward() fails, and tells the version
// fails: no write, no failure
// says: With times: 0 backward() must not fail
import Autograd

func spoil(_ y: Tensor, times: Int) {
  for _ in 0...times { y.detach().add_(0) }
}
