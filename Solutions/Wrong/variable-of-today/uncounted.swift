// fails: writes are counted
// says: it came from `.data`, which starts a counter
import Autograd

/// What `Variable(data, requires_grad=…)` gives since PyTorch 0.4.
func variable(_ data: Tensor, requiresGrad: Bool = false) -> Tensor {
  data.data.requiresGrad_(requiresGrad)
}
