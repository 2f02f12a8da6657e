// fails: the losses stay as they are
// says: is no longer in its graph
import Autograd

/// The average loss over all examples.
final class LossMeter {
  private var total = 0.0
  private var examples = 0

  /// Adds the mean loss of a batch of `size` examples.
  func add(_ loss: Tensor, size: Int) {
    total += loss.detach_().item() * Double(size)
    examples += size
  }

  /// The mean over all examples so far.
  var average: Double { total / Double(examples) }
}
