// fails: the gradient passes
// says: the wrong one of the terms is cut off
import Autograd

func roundStraightThrough(_ x: Tensor) -> Tensor {
  x.detach() + (x.round() - x)
}
