/// Views with the dimensions in another order, under the names that matrices have for them.
extension Tensor {
  /// With all dimensions in the reverse order: PyTorch's `T`, the transpose of a matrix.
  public final var T: Tensor { permute(sizes.indices.reversed()) }

  /// The transposes of a batch of matrices, the last two dimensions exchanged: PyTorch's `mT`.
  ///
  /// - Precondition: At least two dimensions; a single number stays as it is.
  public final var mT: Tensor { matricesTransposed("tensor.mT") }

  /// The conjugate transposes of a batch of matrices, which are the transposes of real ones: PyTorch's `mH`.
  public final var mH: Tensor { matricesTransposed("tensor.mH") }

  /// The conjugate transpose of one matrix, which is the transpose of a real one: PyTorch's `H`.
  ///
  /// - Precondition: Two dimensions; a single number stays as it is.
  public final var H: Tensor {
    if dim == 0 { return self }
    if dim != 2 {
      fail(
        "tensor.H is only supported on matrices (2-D tensors). Got \(dim)-D tensor."
          + (dim > 2 ? " For batches of matrices, consider using tensor.mH" : ""))
    }
    return transpose(0, 1)
  }

  /// The same as `mH`: PyTorch's `adjoint()`.
  public final func adjoint() -> Tensor { matricesTransposed("tensor.adjoint()") }

  private final func matricesTransposed(_ name: String) -> Tensor {
    if dim == 0 { return self }
    if dim == 1 { fail("\(name) is only supported on matrices or batches of matrices. Got 1-D tensor.") }
    return transpose(-2, -1)
  }

  /// The same as `transpose`, under NumPy's name: PyTorch's `swapaxes`.
  public final func swapaxes(_ a: Int, _ b: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    transpose(a, b, file: file, line: line)
  }

  /// The same as `transpose`: PyTorch's `swapdims`.
  public final func swapdims(_ a: Int, _ b: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    transpose(a, b, file: file, line: line)
  }

  /// With one dimension moved to another place: PyTorch's `movedim`.
  public final func movedim(_ source: Int, _ destination: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    movedim([source], [destination], file: file, line: line)
  }

  /// With some dimensions moved to other places, the rest in their order: PyTorch's `movedim`.
  ///
  ///     Tensor.zeros(4, 3, 2).movedim([0, 1], [1, 2]).shape  // [2, 4, 3]
  ///
  /// - Precondition: As many destinations as sources, each once.
  public final func movedim(_ source: [Int], _ destination: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if source.count != destination.count {
      fail(
        "movedim: Invalid source or destination dims: source (\(source) dims) should contain the same number of dims as destination "
          + "(\(destination) dims)", at: site)
    }
    let from = source.map { wrapped($0, at: site) }
    let to = destination.map { wrapped($0, at: site) }
    if Set(from).count != from.count { fail("movedim: repeated dim in `source` (\(source))", at: site) }
    if Set(to).count != to.count { fail("movedim: repeated dim in `destination` (\(destination))", at: site) }
    if dim == 0 { return aliasView() }
    var order = Array(repeating: -1, count: dim)
    for (a, b) in zip(from, to) { order[b] = a }
    var rest = sizes.indices.filter { !from.contains($0) }.makeIterator()
    for i in order.indices where order[i] < 0 { order[i] = rest.next()! }
    return permute(order, file: file, line: line)
  }

  /// The same as `movedim`, under NumPy's name: PyTorch's `moveaxis`.
  public final func moveaxis(_ source: Int, _ destination: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    movedim([source], [destination], file: file, line: line)
  }

  /// The same as `movedim`, under NumPy's name: PyTorch's `moveaxis`.
  public final func moveaxis(_ source: [Int], _ destination: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    movedim(source, destination, file: file, line: line)
  }
}
