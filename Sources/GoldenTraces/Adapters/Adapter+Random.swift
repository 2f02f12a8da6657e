import Autograd

/// The random stream.
extension Adapter {
  mutating func addRandom() {}
}
