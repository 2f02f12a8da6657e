// `detach()` gives another tensor on the same memory, with the same version counter, outside of the graph. The flag is set on that one.
// `data.data` would do all of it but share the counter, and a copy would not share the memory.
import Autograd

/// What `Variable(data, requires_grad=…)` gives since PyTorch 0.4.
func variable(_ data: Tensor, requiresGrad: Bool = false) -> Tensor {
  data.detach().requiresGrad_(requiresGrad)
}
