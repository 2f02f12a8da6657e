import Autograd

// An element of a tensor of old was a plain number: there were no tensors without dimensions.

extension Tensor {
  /// One number of a vector, where a number is wanted: `total += loss.data[0]`.
  @_disfavoredOverload
  public subscript(_ index: Int, file: StaticString = #filePath, line: UInt = #line) -> Double {
    (self[index] as Tensor).item(file: file, line: line)
  }

  /// One number of a matrix, where a number is wanted: `w.data[0, 0] as Double`.
  @_disfavoredOverload
  public subscript(_ row: Int, _ column: Int, file: StaticString = #filePath, line: UInt = #line) -> Double {
    (self[row, column] as Tensor).item(file: file, line: line)
  }
}
