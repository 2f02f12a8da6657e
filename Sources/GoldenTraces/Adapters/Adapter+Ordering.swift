import Autograd

/// Sorting, cumulative and statistical operators.
extension Adapter {
  mutating func addOrdering() {}
}
