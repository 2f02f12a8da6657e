// fails: it can be added, but not multiplied
// fails: it cannot be written or watched
// says: it is a normal tensor
import Autograd

func sealed(_ x: Tensor) -> Tensor {
  noGrad { x.clone() }
}
