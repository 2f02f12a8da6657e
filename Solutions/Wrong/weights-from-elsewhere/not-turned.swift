// fails: more inputs than outputs
// fails: a square matrix
// says: Linear keeps its weight as (outputs, inputs)
import Autograd
import NN

func linear(weight: Tensor, bias: Tensor) -> Linear {
  let layer = Linear(weight.size(0), weight.size(1))
  layer.weight = Parameter(weight.clone())
  layer.bias = Parameter(bias.clone())
  return layer
}
