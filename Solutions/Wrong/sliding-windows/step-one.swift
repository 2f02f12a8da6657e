// fails: a column of a matrix
// says: Two neighbours of the column are `strides[0]` apart
import Autograd

/// All windows of the given length over a vector, one a row: shape (n - length + 1, length), sharing the vector's memory.
func windows(of signal: Tensor, length: Int) -> Tensor {
  signal.asStrided([signal.shape[0] - length + 1, length], [1, 1])
}
