import Autograd

/// The tensor's numbers as they are now, as a tensor that autograd refuses to save, to write and to watch.
func sealed(_ x: Tensor) -> Tensor {
  // What is *made* in inference mode is an inference tensor. `detach()` would not do: it makes a view of x, and a view of a normal tensor is
  // normal. `clone()` makes new memory, and so x's later writes stay outside as well.
  inferenceMode { x.clone() }
}
