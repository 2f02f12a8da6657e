import Autograd

/// Functions of each element.
extension Variable {
  /// The negative.
  public final func neg() -> Variable { map { $0.neg() } }
  /// The exponential.
  public final func exp() -> Variable { map { $0.exp() } }
  /// The natural logarithm.
  public final func log() -> Variable { map { $0.log() } }
  /// `log(1 + x)`.
  public final func log1p() -> Variable { map { $0.log1p() } }
  /// The square root.
  public final func sqrt() -> Variable { map { $0.sqrt() } }
  /// 1 divided by the square root.
  public final func rsqrt() -> Variable { map { $0.rsqrt() } }
  /// 1 divided by it.
  public final func reciprocal() -> Variable { map { $0.reciprocal() } }
  /// The sine.
  public final func sin() -> Variable { map { $0.sin() } }
  /// The cosine.
  public final func cos() -> Variable { map { $0.cos() } }
  /// The hyperbolic tangent.
  public final func tanh() -> Variable { map { $0.tanh() } }
  /// `1 / (1 + exp(-x))`.
  public final func sigmoid() -> Variable { map { $0.sigmoid() } }
  /// The larger of x and 0: `torch.nn.functional.relu`.
  public final func relu() -> Variable { map { $0.relu() } }
  /// The magnitude.
  public final func abs() -> Variable { map { $0.abs() } }
  /// -1, 0 or 1.
  public final func sign() -> Variable { map { $0.sign() } }
  /// The next whole number below.
  public final func floor() -> Variable { map { $0.floor() } }
  /// The next whole number above.
  public final func ceil() -> Variable { map { $0.ceil() } }

  /// Each element, but not below `min` and not above `max`.
  public final func clamp(min: Scalar? = nil, max: Scalar? = nil, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    if min == nil && max == nil { fail("clamp requires specifying at least one of min and max arguments", at: CallSite(file, line)) }
    return map { $0.clamp(min: min.map(adapted), max: max.map(adapted), file: file, line: line) }
  }

  /// `exp(x)` divided by its sum over a dimension: `torch.nn.functional.softmax`.
  public final func softmax(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    mapShaped { $0.softmax(dim, file: file, line: line) }
  }

  /// The logarithm of `softmax`: `torch.nn.functional.log_softmax`.
  public final func logSoftmax(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    mapShaped { $0.logSoftmax(dim, file: file, line: line) }
  }

  /// The same numbers as another type, such as `.float64`.
  public final func type(_ dtype: DType) -> Variable { tensor.dtype == dtype ? self : map { $0.to(dtype) } }
  /// As a `FloatTensor`.
  public final func float() -> Variable { type(.float32) }
  /// As a `DoubleTensor`.
  public final func double() -> Variable { type(.float64) }
  /// As a `LongTensor`.
  public final func long() -> Variable { type(.int64) }
  /// As an `IntTensor`.
  public final func int() -> Variable { type(.int32) }
  /// As a `ByteTensor`.
  public final func byte() -> Variable { type(.uint8) }
}

/// What is made of all elements has size (1,), because there are no single numbers.
extension Variable {
  /// The sum of all elements.
  public final func sum() -> Variable { map { $0.sum() } }

  /// The sums over a dimension.
  public final func sum(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    mapShaped { $0.sum(dim, keepdim: keepdim, file: file, line: line) }
  }

  /// The mean of all elements.
  public final func mean(file: StaticString = #filePath, line: UInt = #line) -> Variable { map { $0.mean(file: file, line: line) } }

  /// The means over a dimension.
  public final func mean(_ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    mapShaped { $0.mean(dim, keepdim: keepdim, file: file, line: line) }
  }

  /// The product of all elements.
  public final func prod() -> Variable { map { $0.prod() } }

  /// The p-norm of all elements.
  public final func norm(_ p: Scalar = 2, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    map { $0.norm(p, file: file, line: line) }
  }

  /// The largest element.
  public final func max(file: StaticString = #filePath, line: UInt = #line) -> Variable { map { $0.max(file: file, line: line) } }

  /// The smallest element.
  public final func min(file: StaticString = #filePath, line: UInt = #line) -> Variable { map { $0.min(file: file, line: line) } }
}

/// Products of matrices and vectors.
extension Variable {
  /// The product of two matrices.
  public final func mm(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    product(other, "mat2", at: CallSite(file, line)) { $0.mm($1, file: file, line: line) }
  }

  /// The product of a matrix and a vector.
  public final func mv(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    product(other, "vec", at: CallSite(file, line)) { $0.mv($1, file: file, line: line) }
  }

  /// The inner product of two vectors, of size (1,).
  public final func dot(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    product(other, "tensor", at: CallSite(file, line)) { $0.dot($1, file: file, line: line) }
  }

  /// The product of vectors, matrices or batches of matrices.
  public final func matmul(_ other: Variable, file: StaticString = #filePath, line: UInt = #line) -> Variable {
    product(other, "other", at: CallSite(file, line)) { $0.matmul($1, file: file, line: line) }
  }

  private func product(_ other: Variable, _ name: String, at site: CallSite, _ operation: (Tensor, Tensor) -> Tensor) -> Variable {
    refuseOtherType(other, name, at: site)
    return Variable.computed(from: [self, other]) { operation(shaped, other.shaped) }
  }
}
