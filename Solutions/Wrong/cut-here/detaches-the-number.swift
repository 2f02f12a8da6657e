// fails: the value
// says: The value must be the sum of the cubes
import Autograd

func cubes(_ a: Tensor) -> Tensor {
  let square = a.detach()
  return (square * a).sum()
}
