// fails: the matrix that was given stays as it was
// says: The matrix that was given has changed
import Autograd

/// The matrix with each column moved so that its mean is 0, in new memory.
func zeroMeanColumns(_ x: Tensor) -> Tensor {
  let result = x
  result -= result.mean(0)
  return result
}
