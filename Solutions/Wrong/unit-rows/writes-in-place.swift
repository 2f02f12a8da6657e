// fails: the tensor that was given stays as it was
// says: A method that ends in _ and /= write into it
import Autograd

/// Every vector of the last dimension divided by its Euclidean norm; zeros stay zeros.
func unitRows(_ x: Tensor) -> Tensor {
  let norms = x.norm(p: 2, dim: -1, keepdim: true)
  return x.div_(Tensor.where(norms == 0, 1, norms))
}
