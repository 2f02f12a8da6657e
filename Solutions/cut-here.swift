import Autograd

/// The sum of the cubes. For backward() the square in each cube is a constant, so the gradient is a².
func cubes(_ a: Tensor) -> Tensor {
  // `detach()` is a method that *gives* a tensor outside the graph. This tensor is used below; `a` itself stays in the graph, so that the
  // other factor carries the gradient.
  let square = (a * a).detach()
  return (square * a).sum()
}
