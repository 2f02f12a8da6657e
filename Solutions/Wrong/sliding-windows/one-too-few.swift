// fails: windows over a vector
// fails: one window that takes it all
// says: The last window is missing
import Autograd

/// All windows of the given length over a vector, one a row: shape (n - length + 1, length), sharing the vector's memory.
func windows(of signal: Tensor, length: Int) -> Tensor {
  let step = signal.strides[0]
  return signal.asStrided([signal.shape[0] - length, length], [step, step])
}
