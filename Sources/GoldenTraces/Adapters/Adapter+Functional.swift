import Autograd

/// Activations, normalisations and losses.
extension Adapter {
  mutating func addFunctional() {}
}
