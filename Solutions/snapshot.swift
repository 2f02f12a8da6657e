import Autograd

/// The tensor's numbers as they are now: memory of its own, outside the graph.
func snapshot(of tensor: Tensor) -> Tensor {
  // `detach()` leaves the graph but shares the memory; `clone()` has memory of its own but stays in the graph. In this order the copy is
  // not even recorded.
  tensor.detach().clone()
}
