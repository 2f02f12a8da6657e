import Autograd

extension Adapter {
  mutating func addReductions() {
    unary("sum") { $0.sum() }
  }
}
