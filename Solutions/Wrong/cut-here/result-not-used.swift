// fails: the gradient is a²
// says: A call of detach() whose result is not used does nothing
import Autograd

func cubes(_ a: Tensor) -> Tensor {
  let square = a * a
  _ = square.detach()
  return (square * a).sum()
}
