import Autograd

/// Every vector of the last dimension divided by its Euclidean norm; zeros stay zeros.
func unitRows(_ x: Tensor) -> Tensor {
  // The dimension is kept with size 1, so that each vector meets its own norm. Without it, the norms of a matrix would be a row, and
  // columns would be divided.
  let lengths = x.norm(p: 2, dim: -1, keepdim: true)
  // Only a vector of zeros has a norm below this bound: 0 / 1e-30 is 0, where 0 / 0 would be nan. All other norms stay as they are.
  return x / lengths.clamp(min: 1e-30)
}
