// fails: the memory is shared
// says: this is a copy
import Autograd

/// What `Variable(data, requires_grad=…)` gives since PyTorch 0.4.
func variable(_ data: Tensor, requiresGrad: Bool = false) -> Tensor {
  data.detach().clone().requiresGrad_(requiresGrad)
}
