/// Which of the first two dimensions of a grid belongs to the first vector: PyTorch's `indexing` of `torch.meshgrid`.
public enum GridIndexing: Hashable, Sendable {
  /// Rows follow the first vector, as the indices of a matrix do.
  case ij
  /// Columns follow the first vector, as the axes of a drawing do.
  case xy

  /// By PyTorch's name: `"ij"` or `"xy"`. Another one traps with PyTorch's text.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    switch name {
    case "ij": self = .ij
    case "xy": self = .xy
    default:
      fail("torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: \(name)", at: CallSite(file, line))
    }
  }
}

/// All ways to take an element from each of some vectors.
extension Tensor {
  /// For each vector a view of it over the grid that all of them span: PyTorch's `torch.meshgrid`. A single number is a vector of one.
  ///
  /// - Precondition: At least one tensor, none of more than one dimension, all of one dtype.
  public static func meshgrid(
    _ tensors: [Tensor], indexing: GridIndexing = .ij, file: StaticString = #filePath, line: UInt = #line
  ) -> [Tensor] {
    let site = CallSite(file, line)
    guard let first = tensors.first else { fail("meshgrid expects a non-empty TensorList", at: site) }
    for tensor in tensors.dropFirst() where tensor.dtype != first.dtype {
      fail("meshgrid expects all tensors to have the same dtype", at: site)
    }
    for tensor in tensors where tensor.dim > 1 {
      fail("torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: \(tensor)", at: site)
    }
    var order = Array(tensors.indices)
    if indexing == .xy && order.count > 1 { order.swapAt(0, 1) }
    let shape = order.map { tensors[$0].numel }
    return tensors.indices.map { i in
      // Exchanging two is its own inverse.
      let d = order[i]
      var alone = Array(repeating: 1, count: shape.count)
      alone[d] = tensors[i].numel
      return tensors[i].view(alone).expand(shape)
    }
  }

  /// The rows of all ways to take an element from each vector, the last vector's turning fastest: PyTorch's `torch.cartesian_prod`.
  ///
  /// - Precondition: At least one tensor, each a vector, all of one dtype.
  public static func cartesianProd(_ tensors: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    for tensor in tensors where tensor.dim != 1 { fail("Expect a 1D vector, but got shape \(tensor.sizes)", at: site) }
    if tensors.count == 1 { return tensors[0] }
    return stack(meshgrid(tensors, file: file, line: line).map { $0.flatten() }, dim: 1)
  }

  /// The rows of all ways to choose `r` elements of a vector, in its order: PyTorch's `torch.combinations`.
  ///
  ///     Tensor([1, 2, 3]).combinations()  // tensor([[1, 2], [1, 3], [2, 3]])
  ///
  /// - Parameters:
  ///   - r: How many elements a row has.
  ///   - withReplacement: Whether an element may be chosen more than once.
  public final func combinations(
    _ r: Int = 2, withReplacement: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim != 1 { fail("Expect a 1D vector, but got shape \(sizes)", at: site) }
    if r < 0 { fail("Expect a non-negative number, but got \(r)", at: site) }
    if r == 0 { return newEmpty([0]) }
    let indices = Tensor.choices(of: numel, r, repeated: withReplacement)
    return rows(0, Tensor(indices, dtype: .int64).view([indices.count / r, r]), "IndexBackward0")
  }

  /// The rising rows of `r` numbers below `count`, one after the other, in lexicographic order.
  private static func choices(of count: Int, _ r: Int, repeated: Bool) -> [Int] {
    var result: [Int] = []
    var row: [Int] = []
    func extend(from least: Int) {
      if row.count == r {
        result += row
        return
      }
      for i in least..<Swift.max(count, least) {
        row.append(i)
        extend(from: repeated ? i : i + 1)
        row.removeLast()
      }
    }
    extend(from: 0)
    return result
  }
}
