import CKernels
import Glibc

extension Tensor {
  /// Overwrites every element with a normal number: PyTorch's `normal_`.
  ///
  /// - Precondition: A floating dtype; the deviation is not negative.
  @discardableResult
  public final func normal_(
    _ mean: Double = 0, _ std: Double = 1, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return drawInPlace("NormalBackward0", generator, at: site) { stream in
      if !(std >= 0) { fail("normal expects std >= 0.0, but found std \(std.messageText)", at: site) }
      requireFloatingPoint(for: "normal_kernel_cpu", at: site)
      fillNormal(mean, std, from: &stream)
    }
  }

  /// PyTorch draws 16 and more contiguous elements in blocks and all others one by one, which gives other numbers.
  private final func fillNormal(_ mean: Double, _ std: Double, from stream: inout gb_mt19937) {
    if !isRowMajor || numel < NormalBlock.count {
      // Each is computed in double and then rounded, whatever the type.
      fill(drawing: Double.self) { values, count in
        for i in 0..<count { values[i] = mean.addingProduct(gb_mt19937_normal(&stream), std) }
      }
      return
    }
    switch dtype {
    case .float64:
      fill(drawing: Double.self) { gb_mt19937_fill_normal_float64(&stream, $0, $1, mean, std) }
    case .float32:
      fill(drawing: Float.self) { gb_mt19937_fill_normal_float32(&stream, $0, $1, Float(mean), Float(std)) }
    default:
      let block = NormalBlock(dtype, mean, std)
      fill(drawing: Float.self) { block.fill($0, $1, from: &stream) }
    }
  }

  /// Numbers of mean 0 and deviation 1: PyTorch's `torch.randn`.
  public static func randn(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false, generator: Generator? = nil,
    file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let result = empty(shape, dtype: dtype, device: device, file: file, line: line).normal_(generator: generator, file: file, line: line)
    return result.starting(requiresGrad, at: CallSite(file, line))
  }

  /// Numbers of mean 0 and deviation 1, as `Tensor.randn(2, 3)`: PyTorch's `torch.randn`.
  public static func randn(
    _ shape: Int..., dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false, generator: Generator? = nil,
    file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor { randn(shape, dtype: dtype, device: device, requiresGrad: requiresGrad, generator: generator, file: file, line: line) }

  /// Numbers of mean 0 and deviation 1 with another tensor's shape, dtype and layout: PyTorch's `torch.randn_like`.
  public static func randnLike(
    _ other: Tensor, dtype: DType? = nil, requiresGrad: Bool = false, generator: Generator? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let result = emptyLike(other, dtype: dtype, file: file, line: line).normal_(generator: generator, file: file, line: line)
    return result.starting(requiresGrad, at: CallSite(file, line))
  }

  /// Normal numbers of one mean and deviation: PyTorch's `torch.normal(mean, std, size)`.
  public static func normal(
    _ mean: Double, _ std: Double, _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false,
    generator: Generator? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let result = empty(shape, dtype: dtype, device: device, file: file, line: line).normal_(
      mean, std, generator: generator, file: file, line: line)
    return result.starting(requiresGrad, at: CallSite(file, line))
  }

  /// A normal number for each element of `mean`: PyTorch's `torch.normal(mean, std)`. No gradient flows through a draw.
  public static func normal(
    _ mean: Tensor, _ std: Double = 1, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let drawn = normal(0, std, mean.shape, dtype: mean.dtype, device: mean.device, generator: generator, file: file, line: line)
    let result = drawn.add(mean.detach(), file: file, line: line)
    if mean.isRecorded { result.setHistory(OperatorNode("NormalBackward1", mean) { _, g in Gradients(Tensor.zerosLike(g)) }) }
    return result
  }

  /// A normal number for each element of `std`: PyTorch's `torch.normal(mean, std)`. No gradient flows through a draw.
  public static func normal(
    _ mean: Double, _ std: Tensor, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    std.requireDeviations(at: CallSite(file, line))
    let drawn = normal(0, 1, std.shape, dtype: std.dtype, device: std.device, generator: generator, file: file, line: line)
    let result = drawn.mul(std.detach(), file: file, line: line).add(Tensor(number: .double(mean)), file: file, line: line)
    if std.isRecorded { result.setHistory(OperatorNode("NormalBackward2", std) { _, g in Gradients(Tensor.zerosLike(g)) }) }
    return result
  }

  /// A normal number for each pair of elements, which broadcast: PyTorch's `torch.normal(mean, std)`. No gradient flows through a draw.
  public static func normal(
    _ mean: Tensor, _ std: Tensor, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    std.requireDeviations(at: CallSite(file, line))
    let sizes = Broadcasting.sizes(mean, std, at: CallSite(file, line))
    let drawn = normal(
      0, 1, sizes.array, dtype: ResultType.of(mean, std), device: Device.common(mean, std, at: CallSite(file, line)), generator: generator,
      file: file, line: line)
    let result = drawn.mul(std.detach(), file: file, line: line).add(mean.detach(), file: file, line: line)
    if mean.isRecorded || std.isRecorded {
      let (meanSizes, stdSizes) = (mean.shape, std.shape)
      let node = OperatorNode("NormalBackward3", mean, std) { s, g in
        Gradients(
          s.needs(0) ? g.newZeros(meanSizes) : nil, s.needs(1) ? g.newZeros(stdSizes) : nil)
      }
      result.setHistory(node)
    }
    return result
  }

  private final func requireDeviations(at site: CallSite) {
    if !isMeta && detach().array(of: Double.self).contains(where: { !($0 >= 0) }) {
      fail("normal expects all elements of std >= 0.0", at: site)
    }
  }
}

/// Normal numbers of float16 and bfloat16 in blocks of 16, where every step of the arithmetic is rounded to the type, as PyTorch's is.
private struct NormalBlock {
  static let count = 16

  private let dtype: DType
  private let mean: Float
  private let std: Float

  init(_ dtype: DType, _ mean: Double, _ std: Double) {
    self.dtype = dtype
    self.mean = dtype.rounded(Float(mean))
    self.std = dtype.rounded(Float(std))
  }

  /// - Parameter count: At least 16. If it is no multiple, the last 16 are drawn again.
  func fill(_ values: UnsafeMutablePointer<Float>, _ count: Int, from stream: inout gb_mt19937) {
    let bits = Int32(dtype.significandBitCount)
    gb_mt19937_fill_uniform_float32(&stream, values, count, 0, 1, bits)
    for start in stride(from: 0, through: count - Self.count, by: Self.count) { transform(values + start) }
    if count % Self.count != 0 {
      let last = values + count - Self.count
      gb_mt19937_fill_uniform_float32(&stream, last, Self.count, 0, 1, bits)
      transform(last)
    }
  }

  private func transform(_ values: UnsafeMutablePointer<Float>) {
    let half = Self.count / 2
    for j in 0..<half {
      let u1 = dtype.rounded(1 - values[j])
      let radius = dtype.rounded(dtype.rounded(-2 * dtype.rounded(logf(u1))).squareRoot())
      let angle = dtype.rounded(Float(2 * Double.pi * Double(values[j + half])))
      values[j] = scaled(dtype.rounded(radius * dtype.rounded(cosf(angle))))
      values[j + half] = scaled(dtype.rounded(radius * dtype.rounded(sinf(angle))))
    }
  }

  private func scaled(_ number: Float) -> Float { dtype.rounded(dtype.rounded(number * std) + mean) }
}
