// fails: the value is rounded
// says: forward it must give x.round()
import Autograd

func roundStraightThrough(_ x: Tensor) -> Tensor {
  x + x.round().detach()
}
