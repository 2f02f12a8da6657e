// fails: float64, and a view of something larger
// says: so both must require grad
import Autograd
import NN

/// A layer that computes x · weight + bias. `weight` has the shape (inputs, outputs), `bias` (outputs). Nothing is shared with them.
func linear(weight: Tensor, bias: Tensor) -> Linear {
  let layer = Linear(weight.size(0), weight.size(1))
  layer.weight = Parameter(weight.t().clone(), requiresGrad: false)
  layer.bias = Parameter(bias.clone(), requiresGrad: false)
  return layer
}
