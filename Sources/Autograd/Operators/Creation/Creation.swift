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

  /// A single number.
  convenience init(single number: Double, _ dtype: DType) {
    self.init(uninitialized: Dimensions(), dtype)
    store(number)
  }

  /// Writes the first element, and counts no version: for memory that nobody else knows.
  @inline(__always)
  final func store(_ number: Double) {
    switch dtype {
    case .float64: bytes.storeBytes(of: number, as: Double.self)
    case .float32: bytes.storeBytes(of: Float(number), as: Float.self)
    default:
      var number = number
      gb_cast(GB_FLOAT64, dtype.kernel)(bytes, dtype.byteCount, &number, 8, 1)
    }
  }

  /// A fresh tensor of unspecified content, row-major, on a device.
  static func empty(_ sizes: Dimensions, _ dtype: DType, _ device: Device) -> Tensor {
    if device == .cpu { return Tensor(uninitialized: sizes, dtype) }
    return Tensor.empty(strided: sizes, sizes.contiguousStrides, dtype, device)
  }

  /// Memory for the given strides, which may be in any order, of unspecified content.
  package static func empty(strided sizes: Dimensions, _ strides: Dimensions, _ dtype: DType, _ device: Device = .cpu) -> Tensor {
    let storage = Storage.allocate(byteCount: Storage.byteCount(sizes, strides, dtype), on: device)
    return Tensor(storage: storage, sizes: sizes, strides: strides, offset: 0, dtype: dtype)
  }

  private static func sizes(_ shape: [Int], at site: CallSite) -> Dimensions {
    for size in shape where size < 0 {
      fail("Trying to create tensor with negative dimension \(size): \(shape)", at: site)
    }
    return Dimensions(shape)
  }

  private static func made(
    _ shape: [Int], _ value: Scalar?, _ dtype: DType, _ device: Device, _ requiresGrad: Bool, at site: CallSite
  ) -> Tensor { filled(.empty(sizes(shape, at: site), dtype, device), value, requiresGrad, at: site) }

  static func filled(_ result: Tensor, _ value: Scalar?, _ requiresGrad: Bool, at site: CallSite) -> Tensor {
    if let value { result.write(Tensor(number: value.checked(for: result.dtype, at: site))) }
    if requiresGrad { result.startRequiringGrad(at: site) }
    return result
  }

  final func startRequiringGrad(at site: CallSite) {
    if !dtype.isFloatingPoint { fail("Only Tensors of floating point and complex dtype can require gradients", at: site) }
    startRequiringGrad(true)
  }

  /// Memory of unspecified content: PyTorch's `torch.empty`.
  ///
  /// - Parameters:
  ///   - shape: The size of each dimension; none for a single number.
  ///   - dtype: float32 if left out.
  ///   - device: `.meta` for a shape without data.
  ///   - memoryFormat: The order of the dimensions in memory: `.channelsLast` for images.
  ///   - requiresGrad: Whether operators on it are recorded.
  public static func empty(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, memoryFormat: MemoryFormat = .contiguous,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let plain = made(shape, nil, dtype, device, requiresGrad, at: site)
    if memoryFormat == .contiguous || memoryFormat == .preserve { return plain }
    let strides = memoryFormat.strides(of: plain.sizes, like: plain, at: site)
    return filled(.empty(strided: plain.sizes, strides, dtype, device), nil, requiresGrad, at: site)
  }

  /// Memory of unspecified content with the given strides: PyTorch's `torch.empty_strided`.
  public static func emptyStrided(
    _ shape: [Int], _ strides: [Int], dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if shape.count != strides.count {
      fail("dimensionality of sizes (\(shape.count)) must match dimensionality of strides (\(strides.count))", at: site)
    }
    return filled(.empty(strided: sizes(shape, at: site), Dimensions(strides), dtype, device), nil, requiresGrad, at: site)
  }

  /// Zeros: PyTorch's `torch.zeros`.
  public static func zeros(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    if shape.contains(where: { $0 < 0 }) { fail("zeros: Dimension size must be non-negative.", at: CallSite(file, line)) }
    return made(shape, 0, dtype, device, requiresGrad, at: CallSite(file, line))
  }

  /// Ones: PyTorch's `torch.ones`.
  public static func ones(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor { made(shape, 1, dtype, device, requiresGrad, at: CallSite(file, line)) }

  /// Zeros, as `Tensor.zeros(2, 3)`: PyTorch's `torch.zeros`.
  public static func zeros(
    _ shape: Int..., dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor { zeros(shape, dtype: dtype, device: device, requiresGrad: requiresGrad, file: file, line: line) }

  /// Ones, as `Tensor.ones(2, 3)`: PyTorch's `torch.ones`.
  public static func ones(
    _ shape: Int..., dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor { made(shape, 1, dtype, device, requiresGrad, at: CallSite(file, line)) }

  /// Memory of unspecified content, as `Tensor.empty(2, 3)`: PyTorch's `torch.empty`.
  public static func empty(
    _ shape: Int..., dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor { made(shape, nil, dtype, device, requiresGrad, at: CallSite(file, line)) }

  /// One number everywhere: PyTorch's `torch.full`. Without a dtype it is int64, float32 or bool, as the number is.
  ///
  /// - Precondition: The dtype can hold the number.
  public static func full(
    _ shape: [Int], _ value: some TensorScalar, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    made(shape, value.scalar, dtype ?? value.scalar.dtype.defaultOfCategory, device, requiresGrad, at: CallSite(file, line))
  }

  /// A number as a tensor without dimensions, float32 unless said otherwise: PyTorch's `torch.scalar_tensor`.
  public static func scalarTensor(
    _ value: some TensorScalar, dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { made([], value.scalar, dtype, device, requiresGrad, at: CallSite(file, line)) }
}

/// Fresh tensors with the dtype and device of another, unless said otherwise.
extension Tensor {
  private static func like(
    _ other: Tensor, _ value: Scalar?, _ dtype: DType?, _ device: Device?, _ format: MemoryFormat, _ requiresGrad: Bool,
    at site: CallSite
  ) -> Tensor {
    let strides = format.strides(of: other.sizes, like: other, at: site)
    let result = empty(strided: other.sizes, strides, dtype ?? other.dtype, device ?? other.device)
    return filled(result, value, requiresGrad, at: site)
  }

  /// Memory of unspecified content with another tensor's shape, dtype, device and layout: PyTorch's `torch.empty_like`.
  public static func emptyLike(
    _ other: Tensor, dtype: DType? = nil, device: Device? = nil, memoryFormat: MemoryFormat = .preserve,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { like(other, nil, dtype, device, memoryFormat, requiresGrad, at: CallSite(file, line)) }

  /// Zeros with another tensor's shape, dtype, device and layout: PyTorch's `torch.zeros_like`.
  public static func zerosLike(
    _ other: Tensor, dtype: DType? = nil, device: Device? = nil, memoryFormat: MemoryFormat = .preserve,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { like(other, 0, dtype, device, memoryFormat, requiresGrad, at: CallSite(file, line)) }

  /// Ones with another tensor's shape, dtype, device and layout: PyTorch's `torch.ones_like`.
  public static func onesLike(
    _ other: Tensor, dtype: DType? = nil, device: Device? = nil, memoryFormat: MemoryFormat = .preserve,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { like(other, 1, dtype, device, memoryFormat, requiresGrad, at: CallSite(file, line)) }

  /// One number everywhere with another tensor's shape, dtype, device and layout: PyTorch's `torch.full_like`.
  public static func fullLike(
    _ other: Tensor, _ value: some TensorScalar, dtype: DType? = nil, device: Device? = nil, memoryFormat: MemoryFormat = .preserve,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { like(other, value.scalar, dtype, device, memoryFormat, requiresGrad, at: CallSite(file, line)) }

  /// Memory of unspecified content of the given shape with this tensor's dtype and device: PyTorch's `new_empty`.
  public final func newEmpty(
    _ shape: [Int], dtype: DType? = nil, device: Device? = nil, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { Tensor.made(shape, nil, dtype ?? self.dtype, device ?? self.device, requiresGrad, at: CallSite(file, line)) }

  /// Zeros of the given shape with this tensor's dtype and device: PyTorch's `new_zeros`.
  public final func newZeros(
    _ shape: [Int], dtype: DType? = nil, device: Device? = nil, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { Tensor.made(shape, 0, dtype ?? self.dtype, device ?? self.device, requiresGrad, at: CallSite(file, line)) }

  /// Ones of the given shape with this tensor's dtype and device: PyTorch's `new_ones`.
  public final func newOnes(
    _ shape: [Int], dtype: DType? = nil, device: Device? = nil, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { Tensor.made(shape, 1, dtype ?? self.dtype, device ?? self.device, requiresGrad, at: CallSite(file, line)) }

  /// One number everywhere of the given shape with this tensor's dtype and device: PyTorch's `new_full`.
  public final func newFull(
    _ shape: [Int], _ value: some TensorScalar, dtype: DType? = nil, device: Device? = nil, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { Tensor.made(shape, value.scalar, dtype ?? self.dtype, device ?? self.device, requiresGrad, at: CallSite(file, line)) }
}
