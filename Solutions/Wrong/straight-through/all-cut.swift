// fails: the gradient passes
// says: element 0 of tensors does not require grad
import Autograd

func roundStraightThrough(_ x: Tensor) -> Tensor {
  noGrad { x.round() }
}
