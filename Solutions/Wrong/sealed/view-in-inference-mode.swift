// fails: the numbers, as they are now
// fails: it can be added, but not multiplied
// says: A view of a normal tensor is one too
import Autograd

func sealed(_ x: Tensor) -> Tensor {
  inferenceMode { x.detach() }
}
