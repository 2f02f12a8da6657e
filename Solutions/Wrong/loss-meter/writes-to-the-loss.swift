// fails: the losses stay as they are
// says: `detach()` shares the memory of the loss
import Autograd

/// The average loss over all examples.
final class LossMeter {
  private let total = Tensor(0.0)
  private var examples = 0

  /// Adds the mean loss of a batch of `size` examples.
  func add(_ loss: Tensor, size: Int) {
    let number = loss.detach()
    number *= size
    total += number
    examples += size
  }

  /// The mean over all examples so far.
  var average: Double { total.item() / Double(examples) }
}
