// fails: the gradient is a²
// says: element 0 of tensors does not require grad
import Autograd

func cubes(_ a: Tensor) -> Tensor {
  let square = a * a
  return (square * a).sum().detach()
}
