// `Linear` keeps its weight as (outputs, inputs) and transposes it in `forward`. So a matrix that is stored as (inputs, outputs) must
// be turned. If it is square, nothing but the numbers shows whether you did.
//
// The layer is made with the right shape and dtype, and the numbers are written into the parameters that it has. So nothing is
// shared, nothing can have the wrong shape, and whether they require grad stays as it was. The write needs `noGrad`, for a leaf that
// requires grad refuses to be written while recording is on.
import Autograd
import NN

/// A layer that computes x · weight + bias. `weight` has the shape (inputs, outputs), `bias` (outputs). Nothing is shared with them.
func linear(weight: Tensor, bias: Tensor) -> Linear {
  let layer = Linear(weight.size(0), weight.size(1), dtype: weight.dtype)
  noGrad {
    layer.weight.copy_(weight.t())
    layer.bias!.copy_(bias)
  }
  return layer
}
