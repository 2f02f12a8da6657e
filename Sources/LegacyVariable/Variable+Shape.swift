import Autograd

/// The same elements in other shapes, and parts of them.
extension Variable {
  /// The elements in another shape, as a view; one size may be -1.
  public final func view(_ shape: Int..., file: StaticString = #filePath, line: UInt = #line) -> Variable {
    mapShaped { $0.view(shape, file: file, line: line) }
  }

  /// The elements in another Variable's shape, as a view.
  public final func viewAs(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    mapShaped { $0.view(other.shape, file: file, line: line) }
  }

  /// A matrix with rows and columns exchanged, as a view.
  public final func t(file: StaticString = #filePath, line: UInt = #line) -> Variable { mapShaped { $0.t() } }

  /// Two dimensions exchanged, as a view.
  public final func transpose(_ a: Int, _ b: Int, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    mapShaped { $0.transpose(a, b, file: file, line: line) }
  }

  /// Dimensions of size 1 repeated, as a view.
  public final func expand(_ shape: Int..., file: StaticString = #filePath, line: UInt = #line) -> Variable {
    mapShaped { $0.expand(shape, file: file, line: line) }
  }

  /// A dimension of size 1 added, as a view.
  public final func unsqueeze(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    mapShaped { $0.unsqueeze(dim, file: file, line: line) }
  }

  /// Without the dimensions of size 1, as a view.
  public final func squeeze() -> Variable { mapShaped { $0.squeeze() } }

  /// A copy.
  public final func clone() -> Variable { map { $0.clone() } }

  /// The elements in row-major order.
  public final func contiguous() -> Variable { map { $0.contiguous() } }

  /// Variables of one type joined along a dimension: `torch.cat`.
  public static func cat(_ variables: [Variable], _ dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    for variable in variables.dropFirst() { variables[0].refuseOtherType(variable, "tensors", at: CallSite(file, line)) }
    return computed(from: variables) { Tensor.cat(variables.map(\.shaped), dim: dim, file: file, line: line) }
  }

  /// Variables of one type and shape joined along a new dimension: `torch.stack`.
  public static func stack(_ variables: [Variable], _ dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    for variable in variables.dropFirst() { variables[0].refuseOtherType(variable, "tensors", at: CallSite(file, line)) }
    return computed(from: variables) { Tensor.stack(variables.map(\.shaped), dim: dim, file: file, line: line) }
  }

  /// The part that an index names: `x[0]`, `x[1..<3]`. An element of a vector has size (1,). Assigning writes there.
  public final subscript(_ index: some TensorIndex, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    get { mapShaped { $0[index, file, line] } }
    set { assign(newValue, at: CallSite(file, line)) { $0[index, file, line] = $1 } }
  }

  /// The part that two indices name: `x[0, 1]`. Assigning writes there.
  public final subscript(
    _ i: some TensorIndex, _ j: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> Variable {
    get { mapShaped { $0[i, j, file, line] } }
    set { assign(newValue, at: CallSite(file, line)) { $0[i, j, file, line] = $1 } }
  }

  /// Writes to a part.
  private final func assign(_ value: Variable, at site: CallSite, _ write: (Tensor, Tensor) -> Void) {
    _ = overwrite(with: [value], at: site) { target in write(target.dim == 0 ? target.view(1) : target, value.tensor) }
  }

  /// Fills the part that an index names with a number: `x.set(0, to: 5)`, Python's `x[0] = 5`.
  public final func set(_ index: some TensorIndex, to value: Scalar, file: StaticString = #filePath, line: UInt = #line) {
    _ = overwrite(at: CallSite(file, line)) { target in
      (target.dim == 0 ? target.view(1) : target)[index, file, line].fill_(Tensor.number(value, like: target))
    }
  }
}
