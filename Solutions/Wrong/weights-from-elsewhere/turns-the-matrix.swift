// fails: memory of its own
// says: The matrix that was given has changed
import Autograd
import NN

func linear(weight: Tensor, bias: Tensor) -> Linear {
  weight.t_()
  let layer = Linear(weight.size(1), weight.size(0)).to(weight.dtype)
  noGrad {
    layer.weight.copy_(weight)
    layer.bias!.copy_(bias)
  }
  return layer
}
