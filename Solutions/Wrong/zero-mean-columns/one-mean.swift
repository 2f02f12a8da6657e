// fails: a matrix
// says: One mean was taken of the whole matrix
import Autograd

/// The matrix with each column moved so that its mean is 0, in new memory.
func zeroMeanColumns(_ x: Tensor) -> Tensor {
  x - x.mean()
}
