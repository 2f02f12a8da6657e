// fails: a write to the signal shows in every window that covers it
// says: The windows are copies
import Autograd

/// All windows of the given length over a vector, one a row: shape (n - length + 1, length), sharing the vector's memory.
func windows(of signal: Tensor, length: Int) -> Tensor {
  Tensor.stack((0...signal.shape[0] - length).map { signal[$0..<$0 + length] })
}
