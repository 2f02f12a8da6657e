// fails: the snapshot is outside the graph
// says: The tensor itself has left its graph
import Autograd

func snapshot(of tensor: Tensor) -> Tensor {
  tensor.detach_()
  return tensor.clone()
}
