// The dimension is kept with size 1, so that each vector meets its own norm. Without it, the norms of a matrix would be a row, and columns
// would be divided. `dim: -1` is the last dimension, however many there are.
//
// Only a vector of zeros has a norm below the bound: 0 / 1e-30 is 0, where 0 / 0 would be nan. All other norms stay as they are. Something
// added to every norm would not do: it makes short vectors too short.
import Autograd

/// Every vector of the last dimension divided by its Euclidean norm; zeros stay zeros.
func unitRows(_ x: Tensor) -> Tensor {
  x / x.norm(p: 2, dim: -1, keepdim: true).clamp(min: 1e-30)
}
