// fails: it is outside of the graph
// says: `data` itself has left its graph
import Autograd

func variable(_ data: Tensor, requiresGrad: Bool = false) -> Tensor {
  data.detach_()
  return data.detach().requiresGrad_(requiresGrad)
}
