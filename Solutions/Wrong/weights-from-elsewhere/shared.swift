// fails: memory of its own
// says: it shares memory with them
import Autograd
import NN

func linear(weight: Tensor, bias: Tensor) -> Linear {
  let layer = Linear(weight.size(0), weight.size(1))
  layer.weight = Parameter(weight.t())
  layer.bias = Parameter(bias)
  return layer
}
