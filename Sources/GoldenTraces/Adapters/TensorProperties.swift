import Autograd

extension Tensor {
  /// A property by the name that expectations give it; nil if there is none of that name.
  func traceProperty(_ name: String) -> TraceValue? {
    switch name {
    case "requires_grad": .plain(.bool(requiresGrad))
    case "is_leaf": .plain(.bool(isLeaf))
    case "version": .plain(.integer(Int64(version)))
    case "strides": .plain(.array(strides.map { .integer(Int64($0)) }))
    case "is_view": .plain(.bool(isView))
    case "grad_fn": .plain(gradFn.map { .string($0.name) } ?? .null)
    case "grad": grad.map { .tensor($0) } ?? .plain(.null)
    default: nil
    }
  }
}
