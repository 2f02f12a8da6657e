// fails: it is outside of the graph
// says: It has a grad_fn
import Autograd

/// What `Variable(data, requires_grad=…)` gives since PyTorch 0.4.
func variable(_ data: Tensor, requiresGrad: Bool = false) -> Tensor {
  let x = data.view(data.shape)
  return requiresGrad ? x.requiresGrad_() : x
}
