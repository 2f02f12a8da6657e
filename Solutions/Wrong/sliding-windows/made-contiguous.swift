// fails: every second element, whole numbers
// says: `contiguous()` copies such a signal
import Autograd

/// All windows of the given length over a vector, one a row: shape (n - length + 1, length), sharing the vector's memory.
func windows(of signal: Tensor, length: Int) -> Tensor {
  let ordered = signal.contiguous()
  return ordered.asStrided([ordered.shape[0] - length + 1, length], [1, 1])
}
