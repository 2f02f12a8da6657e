// `item()` takes the number out, so nothing of the graph is held, and nothing of the caller's memory is written. The mean of a batch times
// its size is the sum over its examples: these sums are added, and divided by the number of all examples. A Double has digits enough for a
// long sum.
import Autograd

/// The average loss over all examples.
final class LossMeter {
  private var total = 0.0
  private var examples = 0

  /// Adds the mean loss of a batch of `size` examples.
  func add(_ loss: Tensor, size: Int) {
    total += loss.item() * Double(size)
    examples += size
  }

  /// The mean over all examples so far.
  var average: Double { total / Double(examples) }
}
