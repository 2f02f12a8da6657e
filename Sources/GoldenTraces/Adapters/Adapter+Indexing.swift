import Autograd

extension Adapter {
  mutating func addIndexing() {
  }
}
