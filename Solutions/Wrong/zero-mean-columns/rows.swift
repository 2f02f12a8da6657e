// fails: a square matrix, where rows and columns are easily confused
// says: Nothing complained because the matrix is square
import Autograd

/// The matrix with each column moved so that its mean is 0, in new memory.
func zeroMeanColumns(_ x: Tensor) -> Tensor {
  x - x.mean(1)
}
