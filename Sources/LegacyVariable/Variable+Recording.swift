import Autograd

extension Variable {
  /// Computes an operator of some Variables. If one of them is volatile nothing is recorded, and the result is volatile.
  static func computed(from inputs: [Variable], _ operation: () -> Tensor) -> Variable {
    if !inputs.contains(where: \.isVolatile) { return Variable(result: operation(), volatile: false) }
    // Out of the graph, so that a view of a volatile Variable may be written like any other.
    return Variable(result: noGrad(operation).detach(), volatile: true)
  }

  /// An operator of this Variable alone.
  final func map(_ operation: (Tensor) -> Tensor) -> Variable { Variable.computed(from: [self]) { operation(tensor) } }

  /// An operator of this Variable alone that asks for its dimensions.
  final func mapShaped(_ operation: (Tensor) -> Tensor) -> Variable { Variable.computed(from: [self]) { operation(shaped) } }

  /// An elementwise operator of this Variable and another of the same type.
  final func combined(
    _ other: Variable, _ name: String = "other", at site: CallSite?, _ operation: (Tensor, Tensor) -> Tensor
  ) -> Variable {
    refuseOtherType(other, name, at: site)
    return Variable.computed(from: [self, other]) { operation(tensor, other.tensor) }
  }

  /// Writes this Variable in place, from others. A volatile one among them makes it volatile: it is then out of the graph.
  final func overwrite(with others: [Variable] = [], at site: CallSite?, _ write: (Tensor) -> Void) -> Variable {
    if requiresGrad && isLeaf { fail("a leaf Variable that requires grad has been used in an in-place operation.", at: site) }
    if isVolatile || others.contains(where: \.isVolatile) {
      noGrad { write(tensor) }
      if tensor.requiresGrad { tensor = tensor.detach() }
      isVolatile = true
    } else {
      write(tensor)
    }
    return self
  }

  /// Writes this Variable in place from another of the same type.
  final func overwrite(with other: Variable, at site: CallSite?, _ write: (Tensor, Tensor) -> Void) -> Variable {
    refuseOtherType(other, "other", at: site)
    return overwrite(with: [other], at: site) { target in
      write(target, target.dim == 0 && other.numel == 1 ? other.tensor.view([]) : other.tensor)
    }
  }

  /// Types did not mix before 0.4.
  final func refuseOtherType(_ other: Variable, _ name: String, at site: CallSite?) {
    if other.tensor.dtype == tensor.dtype { return }
    fail(
      "Expected object of type Variable[\(type())] but found type Variable[\(other.type())] for argument #1 '\(name)'", at: site)
  }

  /// A number beside this Variable, which takes the Variable's type.
  final func adapted(_ number: Scalar) -> Scalar {
    if tensor.dtype.isFloatingPoint { return number }
    if case .double(let value) = number { return .int(Int(value)) }
    return number
  }
}
