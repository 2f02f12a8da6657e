// fails: the gradient is a²
// says: The gradient is 2a²
import Autograd

func cubes(_ a: Tensor) -> Tensor {
  let square = a * a
  return (square * a.detach()).sum()
}
