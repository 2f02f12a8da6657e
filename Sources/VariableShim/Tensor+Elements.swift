import Autograd

extension Tensor {
  /// An element where a number is wanted. Old programs read losses so, `losses.append(loss.data[0])`, and compile still; a loss has no
  /// dimension to index any more, so they stop there and name ``Tensor/item(file:line:)``.
  @_disfavoredOverload
  public subscript(_ index: Int, file: StaticString = #filePath, line: UInt = #line) -> Double {
    (self[index] as Tensor).item(file: file, line: line)
  }
}
