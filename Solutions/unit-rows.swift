// The dimension is kept with size 1, so that each vector meets its own norm. Without it, the norms of a matrix would be a row, and columns
// would be divided. `dim: -1` is the last dimension, however many there are.
//
// Where a norm is 0, the vector is divided by 1 instead: 0 / 1 is 0, where 0 / 0 would be nan. All other norms stay as they are. A small
// number added to every norm would not do: it makes short vectors too short. A small lower bound, `clamp(min: 1e-30)`, does for float32
// and float64, but in float16 that number is 0.
import Autograd

/// Every vector of the last dimension divided by its Euclidean norm; zeros stay zeros.
func unitRows(_ x: Tensor) -> Tensor {
  let norms = x.norm(p: 2, dim: -1, keepdim: true)
  return x / Tensor.where(norms == 0, 1, norms)
}
