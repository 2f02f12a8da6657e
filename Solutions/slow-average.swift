import Autograd
import NN

/// Moves the average's parameters towards the model's, and copies the model's buffers.
func follow(_ average: Module, _ model: Module, decay: Double) {
  // Nothing is recorded: so leaves may be written, and the average does not become a result of the model. Everything is counted, as it would not
  // be through `data`.
  noGrad {
    for (slow, fast) in zip(average.parameters(), model.parameters()) {
      slow.mul_(decay).add_(fast * (1 - decay))
    }
    // Copied and not averaged: the number of batches is an int64, and an average of two counts means nothing.
    for (slow, fast) in zip(average.buffers(), model.buffers()) { slow.copy_(fast) }
  }
}
