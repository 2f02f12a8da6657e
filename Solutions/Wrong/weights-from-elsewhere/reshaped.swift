// fails: more inputs than outputs
// says: reshape reads them row by row
import Autograd
import NN

func linear(weight: Tensor, bias: Tensor) -> Linear {
  let layer = Linear(weight.size(0), weight.size(1))
  layer.weight = Parameter(weight.reshape(weight.size(1), weight.size(0)).clone())
  layer.bias = Parameter(bias.clone())
  return layer
}
