// fails: backward() fails, and tells the version
// says: Writes through data are not counted
import Autograd

func spoil(_ y: Tensor, times: Int) {
  for _ in 0..<times { y.data.add_(0) }
}
