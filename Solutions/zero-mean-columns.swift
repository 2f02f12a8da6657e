// The mean of a column is taken over the rows, so it is dimension 0 that goes away. The means have the shape (columns), which aligns at the
// right with (rows, columns): every row is taken less the same row of means. `-` makes new memory. `x -= ...` would write into the caller's.
import Autograd

/// The matrix with each column moved so that its mean is 0, in new memory.
func zeroMeanColumns(_ x: Tensor) -> Tensor {
  x - x.mean(0)
}
