// fails: no graph is kept
// says: the meter holds its graph
import Autograd

/// The average loss over all examples.
final class LossMeter {
  private let total = Tensor(0.0)
  private var examples = 0

  /// Adds the mean loss of a batch of `size` examples.
  func add(_ loss: Tensor, size: Int) {
    total += loss * size
    examples += size
  }

  /// The mean over all examples so far.
  var average: Double { total.item() / Double(examples) }
}
