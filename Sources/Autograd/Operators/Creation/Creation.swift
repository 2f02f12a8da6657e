import CKernels

extension Tensor {
  /// A number in the form of a tensor, for an operator between a tensor and a number.
  convenience init(number: Scalar) {
    self.init(uninitialized: Dimensions(), number.dtype)
    switch number {
    case .int(let value): bytes.storeBytes(of: value, as: Int.self)
    case .double(let value): bytes.storeBytes(of: value, as: Double.self)
    case .bool(let value): bytes.storeBytes(of: value, as: Bool.self)
    }
    isWrappedNumber = true
  }

  /// Memory for the given strides, which may be in any order, of unspecified content.
  package static func empty(strided sizes: Dimensions, _ strides: Dimensions, _ dtype: DType) -> Tensor {
    var last = 0
    var count = 1
    for i in sizes.indices {
      last += Swift.max(sizes[i] - 1, 0) * strides[i]
      count *= sizes[i]
    }
    let storage = Storage.allocate(byteCount: count == 0 ? 0 : (last + 1) * dtype.byteCount)
    return Tensor(storage: storage, sizes: sizes, strides: strides, offset: 0, dtype: dtype)
  }

  private static func sizes(_ shape: [Int], at site: CallSite) -> Dimensions {
    for size in shape where size < 0 {
      fail("Trying to create tensor with negative dimension \(size): \(shape)", at: site)
    }
    return Dimensions(shape)
  }

  private static func filled(_ shape: [Int], _ value: Scalar, _ dtype: DType, _ requiresGrad: Bool, at site: CallSite) -> Tensor {
    let result = Tensor(uninitialized: sizes(shape, at: site), dtype)
    result.write(Tensor(number: value))
    if requiresGrad { result.startRequiringGrad(at: site) }
    return result
  }

  final func startRequiringGrad(at site: CallSite) {
    if !dtype.isFloatingPoint { fail("Only Tensors of floating point and complex dtype can require gradients", at: site) }
    requiresGradFlag = true
  }

  /// Memory of unspecified content: PyTorch's `torch.empty`.
  public static func empty(
    _ shape: [Int], dtype: DType = .float32, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let result = Tensor(uninitialized: sizes(shape, at: CallSite(file, line)), dtype)
    if requiresGrad { result.startRequiringGrad(at: CallSite(file, line)) }
    return result
  }

  /// Zeros: PyTorch's `torch.zeros`.
  public static func zeros(
    _ shape: [Int], dtype: DType = .float32, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { filled(shape, 0, dtype, requiresGrad, at: CallSite(file, line)) }

  /// Ones: PyTorch's `torch.ones`.
  public static func ones(
    _ shape: [Int], dtype: DType = .float32, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { filled(shape, 1, dtype, requiresGrad, at: CallSite(file, line)) }

  /// Zeros: `Tensor.zeros(2, 3)`.
  public static func zeros(
    _ shape: Int..., dtype: DType = .float32, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { filled(shape, 0, dtype, requiresGrad, at: CallSite(file, line)) }

  /// Ones: `Tensor.ones(2, 3)`.
  public static func ones(
    _ shape: Int..., dtype: DType = .float32, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { filled(shape, 1, dtype, requiresGrad, at: CallSite(file, line)) }

  /// Memory of unspecified content: `Tensor.empty(2, 3)`.
  public static func empty(
    _ shape: Int..., dtype: DType = .float32, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { empty(shape, dtype: dtype, requiresGrad: requiresGrad, file: file, line: line) }

  /// One number everywhere: PyTorch's `torch.full`. Without a dtype it is int64, float32 or bool, as the number is.
  public static func full(
    _ shape: [Int], _ value: some TensorScalar, dtype: DType? = nil, requiresGrad: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    filled(shape, value.scalar, dtype ?? value.scalar.dtype.defaultOfCategory, requiresGrad, at: CallSite(file, line))
  }

  /// `0, 1, …, end - 1`: PyTorch's `torch.arange`.
  public static func arange(_ end: some TensorScalar, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    arange(.int(0), end.scalar, .int(1), dtype, at: CallSite(file, line))
  }

  /// `start, start + step, …` up to but without `end`: PyTorch's `torch.arange`. Integers give int64, else float32.
  public static func arange(
    _ start: some TensorScalar, _ end: some TensorScalar, _ step: Scalar = 1, dtype: DType? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor { arange(start.scalar, end.scalar, step, dtype, at: CallSite(file, line)) }

  private static func arange(_ start: Scalar, _ end: Scalar, _ step: Scalar, _ dtype: DType?, at site: CallSite) -> Tensor {
    let (first, last, by) = (start.double, end.double, step.double)
    if by == 0 { fail("step must be nonzero", at: site) }
    if (last - first) * by < 0 { fail("upper bound and lower bound inconsistent with step sign", at: site) }
    let isInteger = start.dtype != .float64 && end.dtype != .float64 && step.dtype != .float64
    let count = Int(((last - first) / by).rounded(.up))
    let values = Tensor(uninitialized: [count], isInteger ? .int64 : .float64)
    if isInteger {
      let pointer = values.bytes.assumingMemoryBound(to: Int64.self)
      for i in 0..<count { pointer[i] = Int64(first) + Int64(i) * Int64(by) }
    } else {
      let pointer = values.bytes.assumingMemoryBound(to: Double.self)
      for i in 0..<count { pointer[i] = first + Double(i) * by }
    }
    return values.converted(to: dtype ?? (isInteger ? .int64 : .float32))
  }

  /// `count` numbers from `start` to `end`, both included, evenly spaced: PyTorch's `torch.linspace`.
  public static func linspace(
    _ start: Double, _ end: Double, _ count: Int, dtype: DType = .float32, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if count < 0 { fail("number of steps must be non-negative", at: CallSite(file, line)) }
    let values = Tensor(uninitialized: [count], .float64)
    let pointer = values.bytes.assumingMemoryBound(to: Double.self)
    let step = count > 1 ? (end - start) / Double(count - 1) : 0
    // From both ends, so that the last one is exactly `end`.
    for i in 0..<count { pointer[i] = i < count / 2 || count == 1 ? start + step * Double(i) : end - step * Double(count - 1 - i) }
    return values.converted(to: dtype)
  }

  /// Ones on the diagonal of an `n` by `m` matrix (a square one without `m`), zeros elsewhere: PyTorch's `torch.eye`.
  public static func eye(_ n: Int, _ m: Int? = nil, dtype: DType = .float32, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let result = filled([n, m ?? n], 0, dtype, false, at: CallSite(file, line))
    let diagonal = result.alias(sizes: [Swift.min(n, m ?? n)], strides: [(m ?? n) + 1], offset: 0)
    diagonal.write(Tensor(number: 1))
    return result
  }

  private static func like(_ other: Tensor, _ dtype: DType?, _ requiresGrad: Bool, at site: CallSite) -> Tensor {
    let dtype = dtype ?? other.dtype
    let result = OutputLayout.tensor(other.sizes, like: other, dtype: dtype)
    if requiresGrad { result.startRequiringGrad(at: site) }
    return result
  }

  /// Memory of unspecified content with another tensor's shape, dtype and layout: PyTorch's `torch.empty_like`.
  public static func emptyLike(
    _ other: Tensor, dtype: DType? = nil, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { like(other, dtype, requiresGrad, at: CallSite(file, line)) }

  /// Zeros with another tensor's shape, dtype and layout: PyTorch's `torch.zeros_like`.
  public static func zerosLike(
    _ other: Tensor, dtype: DType? = nil, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { fullLike(other, 0, dtype: dtype, requiresGrad: requiresGrad, file: file, line: line) }

  /// Ones with another tensor's shape, dtype and layout: PyTorch's `torch.ones_like`.
  public static func onesLike(
    _ other: Tensor, dtype: DType? = nil, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { fullLike(other, 1, dtype: dtype, requiresGrad: requiresGrad, file: file, line: line) }

  /// One number everywhere with another tensor's shape, dtype and layout: PyTorch's `torch.full_like`.
  public static func fullLike(
    _ other: Tensor, _ value: some TensorScalar, dtype: DType? = nil, requiresGrad: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let result = like(other, dtype, requiresGrad, at: CallSite(file, line))
    result.write(Tensor(number: value.scalar))
    return result
  }
}
