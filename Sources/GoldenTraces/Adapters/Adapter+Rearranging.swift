import Autograd

/// Repeating, joining, padding and copying.
extension Adapter {
  mutating func addRearranging() {}
}
