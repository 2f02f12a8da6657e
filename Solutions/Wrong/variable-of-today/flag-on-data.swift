// fails: the flag is on the new tensor alone
// says: `data` requires grad now
import Autograd

/// What `Variable(data, requires_grad=…)` gives since PyTorch 0.4.
func variable(_ data: Tensor, requiresGrad: Bool = false) -> Tensor {
  requiresGrad ? data.requiresGrad_() : data.detach()
}
