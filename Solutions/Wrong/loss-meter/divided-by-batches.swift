// fails: one batch
// says: The sum over all examples was divided by the number of batches
import Autograd

/// The average loss over all examples.
final class LossMeter {
  private var total = 0.0
  private var batches = 0

  /// Adds the mean loss of a batch of `size` examples.
  func add(_ loss: Tensor, size: Int) {
    total += loss.item() * Double(size)
    batches += 1
  }

  /// The mean over all examples so far.
  var average: Double { total / Double(batches) }
}
