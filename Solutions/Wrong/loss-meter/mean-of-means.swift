// fails: a smaller last batch
// says: count as much as the 64 of the large one
import Autograd

/// The average loss over all examples.
final class LossMeter {
  private var total = 0.0
  private var batches = 0

  /// Adds the mean loss of a batch of `size` examples.
  func add(_ loss: Tensor, size: Int) {
    total += loss.item()
    batches += 1
  }

  /// The mean over all examples so far.
  var average: Double { total / Double(batches) }
}
