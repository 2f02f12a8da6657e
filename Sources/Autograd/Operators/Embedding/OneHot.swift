extension Tensor {
  /// A 1 at each element's place in a new last dimension, 0 elsewhere: PyTorch's `nn.functional.one_hot`. int64.
  ///
  /// - Parameter numClasses: The size of the new dimension; -1 for one more than the largest element.
  /// - Precondition: int64, elements from 0 to `numClasses - 1`.
  public final func oneHot(_ numClasses: Int = -1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if dtype != .int64 { fail("one_hot is only applicable to index tensor of type LongTensor.", at: site) }
    if numel == 0 {
      if numClasses <= 0 { fail("Can not infer total number of classes from empty tensor.", at: site) }
      return newZeros(shape + [numClasses])
    }
    if isMeta && numClasses > 0 { return newZeros(shape + [numClasses]) }
    let indices = array(of: Int.self)
    if indices.min()! < 0 { fail("Class values must be non-negative.", at: site) }
    let classes = numClasses == -1 ? indices.max()! + 1 : numClasses
    if indices.max()! >= classes { fail("Class values must be smaller than num_classes.", at: site) }
    let result = Tensor.zeros(shape + [classes], dtype: .int64)
    let ones = result.bytes.assumingMemoryBound(to: Int.self)
    for (i, index) in indices.enumerated() { ones[i * classes + index] = 1 }
    return result
  }
}
