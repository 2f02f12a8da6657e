// fails: the weights of the best, not of the last
// fails: restored twice
// says: a state dictionary shows the module's own memory
import Autograd
import NN

final class BestState {
  private var lowest = Double.infinity
  private var state = StateDict()

  func offer(_ module: Module, loss: Double) {
    guard loss < lowest else { return }
    lowest = loss
    state = module.stateDict()
  }

  func restore(_ module: Module) throws { try module.loadStateDict(state) }
}
