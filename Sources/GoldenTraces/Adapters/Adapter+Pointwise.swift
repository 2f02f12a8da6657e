import Autograd

/// Elementwise functions beyond arithmetic.
extension Adapter {
  mutating func addPointwise() {}
}
