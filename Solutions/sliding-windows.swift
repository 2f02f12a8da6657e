// One step to the right within a window and one step down to the next window are the same: one element further in the signal. In the
// storage that is the signal's own stride, which is not 1 if the signal is a column or every second element of something. `asStrided` starts
// at the signal's own offset and copies nothing. PyTorch has this under a name of its own: `signal.unfold(0, length, 1)`.
import Autograd

/// All windows of the given length over a vector, one a row: shape (n - length + 1, length), sharing the vector's memory.
func windows(of signal: Tensor, length: Int) -> Tensor {
  let step = signal.strides[0]
  return signal.asStrided([signal.shape[0] - length + 1, length], [step, step])
}
