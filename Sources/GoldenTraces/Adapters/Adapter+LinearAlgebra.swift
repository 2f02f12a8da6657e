import Autograd

/// Products, factorisations and solvers.
extension Adapter {
  mutating func addLinearAlgebra() {}
}
