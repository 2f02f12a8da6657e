// Three mends. `stateDict()` has the buffers as well as the parameters. Its tensors show the module's own memory, so each is cloned.
// And loading is strict again, as it is by default: a name that is missing is an error, not a report that nobody reads.
//
// Loading copies the numbers into the module, so what is kept stays apart from the module afterwards, too. `assign: true` would give it
// away.
import Autograd
import NN

/// Keeps a module's state at its lowest loss.
final class BestState {
  private var lowest = Double.infinity
  private var state = StateDict()

  /// Keeps the state as it is now, if the loss is lower than any before.
  func offer(_ module: Module, loss: Double) {
    guard loss < lowest else { return }
    lowest = loss
    state = StateDict(module.stateDict().map { ($0.key, $0.value.clone()) })
  }

  /// Puts the kept state back.
  func restore(_ module: Module) throws { try module.loadStateDict(state) }
}
