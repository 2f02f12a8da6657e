import CKernels

extension Tensor {
  /// Overwrites every element with an integer in [`low`, `high`): PyTorch's `random_(from, to)`.
  ///
  /// - Precondition: `low` is less than `high`, and the dtype holds both `low` and `high - 1`.
  @discardableResult
  public final func random_(
    _ low: Int, _ high: Int, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    drawIntegers("RandomBackward0", low, high, generator, at: CallSite(file, line))
  }

  /// Overwrites every element with an integer in [0, `high`): PyTorch's `random_(to)`.
  @discardableResult
  public final func random_(_ high: Int, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    drawIntegers("RandomBackward1", 0, high, generator, at: CallSite(file, line))
  }

  /// Overwrites every element with an integer from 0 up to the largest of its dtype, or up to the largest up to which a floating dtype
  /// holds every integer: PyTorch's `random_()`.
  @discardableResult
  public final func random_(generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    drawInPlace("RandomBackward2", generator, at: CallSite(file, line)) { stream in
      let range = dtype.freeIntegerRange
      fill(drawing: Int64.self) { values, count in
        // By its range alone an int32 would take two words of the stream.
        if dtype != .int32 { return gb_mt19937_fill_integers(&stream, values, count, 0, range) }
        for i in 0..<count { values[i] = Int64(UInt64(gb_mt19937_next32(&stream)) % range) }
      }
    }
  }

  private final func drawIntegers(_ gradFn: String, _ low: Int, _ high: Int, _ generator: Generator?, at site: CallSite) -> Tensor {
    drawInPlace(gradFn, generator, at: site) { stream in
      if low >= high { fail("random_ expects 'from' to be less than 'to', but got from=\(low) >= to=\(high)", at: site) }
      let bounds = dtype.integerBounds
      if !bounds.contains(low) { fail("from is out of bounds for \(dtype.cName)", at: site) }
      if !bounds.contains(high - 1) { fail("to - 1 is out of bounds for \(dtype.cName)", at: site) }
      let range = UInt64(bitPattern: Int64(high)) &- UInt64(bitPattern: Int64(low))
      fill(drawing: Int64.self) { gb_mt19937_fill_integers(&stream, $0, $1, Int64(low), range) }
    }
  }

  /// Integers in [`low`, `high`): PyTorch's `torch.randint(low, high, size)`.
  public static func randint(
    _ low: Int, _ high: Int, _ shape: [Int], dtype: DType = .int64, device: Device = .cpu, requiresGrad: Bool = false,
    generator: Generator? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let result = empty(shape, dtype: dtype, device: device, file: file, line: line).random_(
      low, high, generator: generator, file: file, line: line)
    return result.starting(requiresGrad, at: CallSite(file, line))
  }

  /// Integers in [0, `high`): PyTorch's `torch.randint(high, size)`.
  public static func randint(
    _ high: Int, _ shape: [Int], dtype: DType = .int64, device: Device = .cpu, requiresGrad: Bool = false, generator: Generator? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    randint(0, high, shape, dtype: dtype, device: device, requiresGrad: requiresGrad, generator: generator, file: file, line: line)
  }

  /// Integers in [`low`, `high`) with another tensor's shape, dtype and layout: PyTorch's `torch.randint_like`.
  public static func randintLike(
    _ other: Tensor, _ low: Int, _ high: Int, dtype: DType? = nil, generator: Generator? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    emptyLike(other, dtype: dtype, file: file, line: line).random_(low, high, generator: generator, file: file, line: line)
  }

  /// The integers from 0 up to but without `n` in random order: PyTorch's `torch.randperm`.
  public static func randperm(
    _ n: Int, dtype: DType = .int64, device: Device = .cpu, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if n < 0 { fail("n must be non-negative, got\(n)", at: CallSite(file, line)) }
    let result = Tensor.empty([n], dtype, device)
    if device == .meta { return result }
    (generator ?? .default).withStream { stream in
      result.fill(drawing: Int64.self) { gb_mt19937_fill_permutation(&stream, $0, $1) }
    }
    return result
  }
}

extension DType {
  /// How many integers `random_()` draws from, 0 being the smallest.
  fileprivate var freeIntegerRange: UInt64 {
    switch self {
    case .float64, .float32, .float16, .bfloat16: (1 << UInt64(significandBitCount)) + 1
    case .int64, .int32, .int16, .int8: 1 << UInt64(byteCount * 8 - 1)
    case .uint8: 256
    case .bool: 2
    }
  }

  /// The integers that an element may be.
  fileprivate var integerBounds: ClosedRange<Int> {
    switch self {
    // The largest float16 is 65504; the others hold every Int, if only rounded.
    case .float16: -65504...65504
    case .float64, .float32, .bfloat16, .int64: Int.min...Int.max
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .int16: Int(Int16.min)...Int(Int16.max)
    case .int8: Int(Int8.min)...Int(Int8.max)
    case .uint8: 0...255
    case .bool: 0...1
    }
  }
}
