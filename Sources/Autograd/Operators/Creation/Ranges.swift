import Glibc

/// Numbers at even distances.
extension Tensor {
  /// `0, 1, …` up to but without `end`: PyTorch's `torch.arange`. An integer gives int64, else float32.
  public static func arange(
    _ end: some TensorScalar, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor { arange(.int(0), end.scalar, .int(1), dtype, device, requiresGrad, at: CallSite(file, line)) }

  /// `start, start + step, …` up to but without `end`: PyTorch's `torch.arange`. Integers give int64, else float32.
  ///
  ///     Tensor.arange(0, 1, 0.25)  // tensor([0.0000, 0.2500, 0.5000, 0.7500])
  ///
  /// - Precondition: `step` leads from `start` toward `end`.
  public static func arange(
    _ start: some TensorScalar, _ end: some TensorScalar, _ step: Scalar = 1, dtype: DType? = nil, device: Device = .cpu,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { arange(start.scalar, end.scalar, step, dtype, device, requiresGrad, at: CallSite(file, line)) }

  private static func arange(
    _ start: Scalar, _ end: Scalar, _ step: Scalar, _ dtype: DType?, _ device: Device, _ requiresGrad: Bool, at site: CallSite
  ) -> Tensor {
    let (first, last, by) = (start.double, end.double, step.double)
    if by == 0 { fail("step must be nonzero", at: site) }
    if !first.isFinite || !last.isFinite { fail("unsupported range: \(first.plain) -> \(last.plain)", at: site) }
    if (last - first) * by < 0 { fail("upper bound and lower bound inconsistent with step sign", at: site) }
    let isInteger = start.dtype != .float64 && end.dtype != .float64 && step.dtype != .float64
    let dtype = dtype ?? (isInteger ? .int64 : .float32)
    if dtype == .bool { fail("\"arange_cpu\" not implemented for 'Bool'", at: site) }
    let length = ((last - first) / by).rounded(.up)
    if length >= 0x1p63 { fail("invalid size, possible overflow?", at: site) }
    let count = Int(length)
    if device == .meta { return filled(.empty([count], dtype, device), nil, requiresGrad, at: site) }
    let values = Tensor(uninitialized: [count], dtype.isFloatingPoint ? .float64 : .int64)
    if dtype.isFloatingPoint {
      let pointer = values.bytes.assumingMemoryBound(to: Double.self)
      for i in 0..<count { pointer[i] = first + Double(i) * by }
    } else {
      let (first, by) = (start.checked(for: .int64, at: site).truncated, step.checked(for: .int64, at: site).truncated)
      let pointer = values.bytes.assumingMemoryBound(to: Int.self)
      for i in 0..<count { pointer[i] = first &+ i &* by }
    }
    return filled(values.converted(to: dtype), nil, requiresGrad, at: site)
  }

  /// `count` numbers from `start` to `end`, both included, evenly spaced: PyTorch's `torch.linspace`.
  ///
  /// In an integer dtype both ends are cut to integers first, then every number.
  public static func linspace(
    _ start: Double, _ end: Double, _ count: Int, dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    spaced("linspace", start, end, count, dtype, device, requiresGrad, at: CallSite(file, line)) { $0 }
  }

  /// `count` numbers evenly spaced between two tensors without dimensions: PyTorch's `torch.linspace`. No gradient goes to them.
  public static func linspace(
    _ start: Tensor, _ end: Tensor, _ count: Int, dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let (start, end, device) = ends("linspace", start, end, device, at: CallSite(file, line))
    return linspace(start, end, count, dtype: dtype, device: device, requiresGrad: requiresGrad, file: file, line: line)
  }

  /// `count` numbers evenly spaced from a tensor without dimensions to a number: PyTorch's `torch.linspace`.
  public static func linspace(
    _ start: Tensor, _ end: Double, _ count: Int, dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let (start, _, device) = ends("linspace", start, nil, device, at: CallSite(file, line))
    return linspace(start, end, count, dtype: dtype, device: device, requiresGrad: requiresGrad, file: file, line: line)
  }

  /// `count` numbers evenly spaced from a number to a tensor without dimensions: PyTorch's `torch.linspace`.
  public static func linspace(
    _ start: Double, _ end: Tensor, _ count: Int, dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let (_, end, device) = ends("linspace", nil, end, device, at: CallSite(file, line))
    return linspace(start, end, count, dtype: dtype, device: device, requiresGrad: requiresGrad, file: file, line: line)
  }

  /// `count` powers of a base, their exponents evenly spaced from `start` to `end`, both included: PyTorch's `torch.logspace`.
  public static func logspace(
    _ start: Double, _ end: Double, _ count: Int, base: Double = 10, dtype: DType = .float32, device: Device = .cpu,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    spaced("logspace", start, end, count, dtype, device, requiresGrad, at: CallSite(file, line)) { Glibc.pow(base, $0) }
  }

  /// `count` powers of a base, their exponents evenly spaced, between two tensors without dimensions: PyTorch's `torch.logspace`. No
  /// gradient goes to them.
  public static func logspace(
    _ start: Tensor, _ end: Tensor, _ count: Int, base: Double = 10, dtype: DType = .float32, device: Device = .cpu,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let (start, end, device) = ends("logspace", start, end, device, at: CallSite(file, line))
    return logspace(start, end, count, base: base, dtype: dtype, device: device, requiresGrad: requiresGrad, file: file, line: line)
  }

  /// `count` powers of a base, their exponents evenly spaced, from a tensor without dimensions to a number: PyTorch's `torch.logspace`.
  public static func logspace(
    _ start: Tensor, _ end: Double, _ count: Int, base: Double = 10, dtype: DType = .float32, device: Device = .cpu,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let (start, _, device) = ends("logspace", start, nil, device, at: CallSite(file, line))
    return logspace(start, end, count, base: base, dtype: dtype, device: device, requiresGrad: requiresGrad, file: file, line: line)
  }

  /// `count` powers of a base, their exponents evenly spaced, from a number to a tensor without dimensions: PyTorch's `torch.logspace`.
  public static func logspace(
    _ start: Double, _ end: Tensor, _ count: Int, base: Double = 10, dtype: DType = .float32, device: Device = .cpu,
    requiresGrad: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let (_, end, device) = ends("logspace", nil, end, device, at: CallSite(file, line))
    return logspace(start, end, count, base: base, dtype: dtype, device: device, requiresGrad: requiresGrad, file: file, line: line)
  }

  /// The ends as numbers. Where one has no data, nor has the result.
  private static func ends(
    _ name: String, _ start: Tensor?, _ end: Tensor?, _ device: Device, at site: CallSite
  ) -> (start: Double, end: Double, device: Device) {
    var faults: [String] = []
    if let start, start.dim > 0 { faults.append("start with \(start.dim) dimension(s)") }
    if let end, end.dim > 0 { faults.append("end with \(end.dim) dimension(s)") }
    if !faults.isEmpty {
      fail("\(name) only supports 0-dimensional start and end tensors, but got \(faults.joined(separator: " and ")).", at: site)
    }
    if [start, end].contains(where: { $0?.isMeta ?? false }) { return (0, 0, .meta) }
    return (start?.item(file: site.file, line: site.line) ?? 0, end?.item(file: site.file, line: site.line) ?? 0, device)
  }

  private static func spaced(
    _ name: String, _ start: Double, _ end: Double, _ count: Int, _ dtype: DType, _ device: Device, _ requiresGrad: Bool,
    at site: CallSite, _ number: (Double) -> Double
  ) -> Tensor {
    if count < 0 { fail("number of steps must be non-negative", at: site) }
    if dtype == .bool { fail("\"\(name)_cpu\" not implemented for 'Bool'", at: site) }
    if device == .meta { return filled(.empty([count], dtype, device), nil, requiresGrad, at: site) }
    let (first, last) = (start.represented(in: dtype, at: site), end.represented(in: dtype, at: site))
    let values = Tensor(uninitialized: [count], .float64)
    let pointer = values.bytes.assumingMemoryBound(to: Double.self)
    let step = count > 1 ? (last - first) / Double(count - 1) : 0
    // From both ends, so that the last one is exactly `end`.
    for i in 0..<count {
      pointer[i] = number(i < count / 2 || count == 1 ? first + step * Double(i) : last - step * Double(count - 1 - i))
    }
    return filled(values.converted(to: dtype), nil, requiresGrad, at: site)
  }

  /// Ones on the diagonal of an `n` by `m` matrix (a square one without `m`), zeros elsewhere: PyTorch's `torch.eye`.
  public static func eye(
    _ n: Int, _ m: Int? = nil, dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let m = m ?? n
    for (name, size) in [("n", n), ("m", m)] where size < 0 {
      fail("\(name) must be greater or equal to 0, got \(size)", at: CallSite(file, line))
    }
    let result = zeros([n, m], dtype: dtype, device: device, requiresGrad: requiresGrad, file: file, line: line)
    result.alias(sizes: [Swift.min(n, m)], strides: [m + 1], offset: 0).write(Tensor(number: 1))
    return result
  }
}

extension Double {
  /// As a C++ stream prints it: no point after a whole number.
  fileprivate var plain: String { isFinite && self == rounded() && magnitude < 1e6 ? "\(Int(self))" : "\(self)" }

  /// This number as one of a dtype: cut in an integer dtype, where a negative whole one wraps around in an unsigned one.
  fileprivate func represented(in dtype: DType, at site: CallSite) -> Double {
    _ = (Int(exactly: self).map { .int($0) } ?? Scalar.double(self)).checked(for: dtype, at: site)
    if dtype.isFloatingPoint { return self }
    let whole = rounded(.towardZero)
    return dtype == .uint8 && whole < 0 ? whole + 256 : whole
  }
}

extension Scalar {
  /// As an integer, cut toward 0; it fits.
  fileprivate var truncated: Int {
    switch self {
    case .int(let value): value
    case .double(let value): Int(value)
    case .bool(let value): value ? 1 : 0
    }
  }
}
