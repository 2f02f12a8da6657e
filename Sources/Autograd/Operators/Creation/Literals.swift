/// What a tensor can be made of: numbers, bools, and arrays of them nested to any depth.
public protocol TensorConvertible {
  /// The dtype of the tensor that is made: int64 of integers, float32 of floating numbers, bool of bools.
  static var literalDType: DType { get }
  /// Appends the sizes along the first element of each depth.
  func appendSizes(to sizes: inout [Int])
  /// Writes the elements in row-major order, and returns where an array has another length than the sizes say, if one has.
  func writeElements(_ sizes: ArraySlice<Int>, to values: inout [Scalar]) -> (depth: Int, count: Int)?
}

extension TensorScalar {
  /// A Double becomes float32, PyTorch's default; everything else keeps its type.
  public static var literalDType: DType { dtype == .float64 ? .float32 : dtype }
  /// A number has no sizes.
  public func appendSizes(to sizes: inout [Int]) {}
  /// Appends the number.
  public func writeElements(_ sizes: ArraySlice<Int>, to values: inout [Scalar]) -> (depth: Int, count: Int)? {
    values.append(scalar)
    return nil
  }
}

extension Array: TensorConvertible where Element: TensorConvertible {
  /// That of its elements.
  public static var literalDType: DType { Element.literalDType }

  /// Appends the length, and the sizes of the first element.
  public func appendSizes(to sizes: inout [Int]) {
    sizes.append(count)
    first?.appendSizes(to: &sizes)
  }

  /// Appends the elements in order.
  public func writeElements(_ sizes: ArraySlice<Int>, to values: inout [Scalar]) -> (depth: Int, count: Int)? {
    if count != sizes.first { return (sizes.startIndex, count) }
    for element in self {
      if let mismatch = element.writeElements(sizes.dropFirst(), to: &values) { return mismatch }
    }
    return nil
  }
}

/// The literal `[]`, whose element type nothing tells.
public struct EmptyLiteral: ExpressibleByArrayLiteral {
  /// `[]`.
  public init(arrayLiteral elements: Never...) {}
}

extension Tensor {
  /// A tensor with its own copy of the data: PyTorch's `torch.tensor`.
  ///
  ///     Tensor([[1, 2], [3, 4]])                      // int64, shape [2, 2]
  ///     Tensor([1.0, 2.5], requiresGrad: true)        // float32, as of any [Double]
  ///     Tensor(3.5)                                   // a single number: shape []
  ///
  /// - Parameters:
  ///   - data: A number, a bool, or arrays of them; nested arrays must have equal lengths.
  ///   - dtype: int64, float32 or bool if left out, as the data is.
  ///   - device: `.meta` for a shape without data.
  ///   - requiresGrad: Whether operators on it are recorded; the dtype must then be floating.
  public convenience init(
    _ data: some TensorConvertible, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    self.init(data, dtype ?? type(of: data).literalDType, device, requiresGrad, at: CallSite(file, line))
  }

  /// A tensor without elements, `Tensor([])`: shape [0], float32 unless a dtype is given.
  public convenience init(
    _ data: EmptyLiteral, dtype: DType = .float32, requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) {
    self.init([Float](), dtype, .cpu, requiresGrad, at: CallSite(file, line))
  }

  /// There is no such initialiser: `clone()` copies a tensor, and `detach()` takes it out of the graph.
  @available(
    *, unavailable,
    message:
      "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or sourceTensor.detach().clone().requiresGrad_(true)"
  )
  public convenience init(_ other: Tensor) { fail("unavailable") }

  private convenience init<Data: TensorConvertible>(
    _ data: Data, _ dtype: DType, _ device: Device, _ requiresGrad: Bool, at site: CallSite
  ) {
    var sizes: [Int] = []
    data.appendSizes(to: &sizes)
    var values: [Scalar] = []
    values.reserveCapacity(sizes.reduce(1, *))
    if let (depth, count) = data.writeElements(sizes[...], to: &values) {
      fail("expected sequence of length \(sizes[depth]) at dim \(depth) (got \(count))", at: site)
    }
    let dimensions = Dimensions(sizes)
    self.init(
      storage: .allocate(byteCount: values.count * dtype.byteCount, on: device), sizes: dimensions,
      strides: dimensions.contiguousStrides, offset: 0, dtype: dtype)
    write(Tensor.rowMajor(values, shape: sizes))
    if requiresGrad { startRequiringGrad(at: site) }
  }
}

extension Tensor {
  /// Numbers of one kind in that kind's own dtype.
  private static func rowMajor(_ values: [Scalar], shape: [Int]) -> Tensor {
    let result = Tensor(uninitialized: Dimensions(shape), values.first?.dtype ?? .float64)
    for (i, value) in values.enumerated() {
      switch value {
      case .int(let number): result.bytes.storeBytes(of: number, toByteOffset: i * 8, as: Int.self)
      case .double(let number): result.bytes.storeBytes(of: number, toByteOffset: i * 8, as: Double.self)
      case .bool(let truth): result.bytes.storeBytes(of: truth, toByteOffset: i, as: Bool.self)
      }
    }
    return result
  }
}

extension Tensor {
  /// A vector on the memory of an array, without a copy: a write to one is seen through the other. PyTorch's `torch.from_numpy`.
  public static func from<Element: TensorScalar>(sharing array: SharedArray<Element>) -> Tensor {
    let storage = Storage.sharing(
      array.buffer.baseAddress.map { UnsafeMutableRawPointer($0) } ?? UnsafeMutableRawPointer(bitPattern: 16)!,
      byteCount: array.buffer.count * MemoryLayout<Element>.stride, owner: array)
    let sizes: Dimensions = [array.buffer.count]
    return Tensor(storage: storage, sizes: sizes, strides: sizes.contiguousStrides, offset: 0, dtype: Element.dtype)
  }

  /// A tensor on memory that the caller manages, without a copy: PyTorch's `torch.frombuffer`.
  ///
  /// - Parameters:
  ///   - buffer: The elements; the tensor is a vector of them.
  ///   - owner: Kept alive as long as a tensor shows the memory.
  public static func from<Element: TensorScalar>(sharing buffer: UnsafeMutableBufferPointer<Element>, owner: AnyObject) -> Tensor {
    let storage = Storage.sharing(
      UnsafeMutableRawPointer(buffer.baseAddress!), byteCount: buffer.count * MemoryLayout<Element>.stride, owner: owner)
    let sizes: Dimensions = [buffer.count]
    return Tensor(storage: storage, sizes: sizes, strides: sizes.contiguousStrides, offset: 0, dtype: Element.dtype)
  }
}

/// An array with identity, whose memory a tensor can share: a Swift array is copied on a write and can't be shared.
public final class SharedArray<Element: TensorScalar> {
  let buffer: UnsafeMutableBufferPointer<Element>

  /// Copies the elements.
  public init(_ elements: [Element]) {
    buffer = .allocate(capacity: elements.count)
    _ = buffer.initialize(from: elements)
  }

  /// The number of elements.
  public var count: Int { buffer.count }

  /// An element, as it is now.
  public subscript(i: Int) -> Element {
    get {
      precondition(buffer.indices.contains(i), "index \(i) is out of bounds for an array of \(buffer.count)")
      return buffer[i]
    }
    set {
      precondition(buffer.indices.contains(i), "index \(i) is out of bounds for an array of \(buffer.count)")
      buffer[i] = newValue
    }
  }

  /// The elements as a Swift array of their own.
  public var array: [Element] { Array(buffer) }

  deinit { buffer.deallocate() }
}
