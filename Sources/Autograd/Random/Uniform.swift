import CKernels

extension Tensor {
  /// Overwrites every element with a uniform number in [`low`, `high`): PyTorch's `uniform_`.
  ///
  /// - Precondition: A floating dtype; `low` is at most `high`.
  @discardableResult
  public final func uniform_(
    _ low: Double = 0, _ high: Double = 1, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return drawInPlace("UniformBackward0", generator, at: site) { stream in
      requireFloatingPoint(for: "check_uniform_bounds", at: site)
      if !(low <= high) {
        fail("uniform_ expects to return a [from, to) range, but found from=\(low.messageText) > to=\(high.messageText)", at: site)
      }
      fillUniform(low, high, from: &stream)
    }
  }

  private final func fillUniform(_ low: Double, _ high: Double, from stream: inout gb_mt19937) {
    switch dtype {
    case .float64:
      fill(drawing: Double.self) { gb_mt19937_fill_uniform_float64(&stream, $0, $1, low, high) }
    case .float32:
      fill(drawing: Float.self) { gb_mt19937_fill_uniform_float32(&stream, $0, $1, Float(low), Float(high), 24) }
    default:
      let dtype = dtype
      let first = dtype.rounded(Float(low))
      let span = dtype.rounded(dtype.rounded(Float(high)) - first)
      fill(drawing: Float.self) { values, count in
        gb_mt19937_fill_uniform_float32(&stream, values, count, 0, 1, Int32(dtype.significandBitCount))
        for i in 0..<count { values[i] = first.addingProduct(values[i], span) }
      }
    }
  }

  /// Uniform numbers in [0, 1): PyTorch's `torch.rand`.
  public static func rand(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false, generator: Generator? = nil,
    file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let result = empty(shape, dtype: dtype, device: device, file: file, line: line).uniform_(generator: generator, file: file, line: line)
    return result.starting(requiresGrad, at: CallSite(file, line))
  }

  /// Uniform numbers in [0, 1), as `Tensor.rand(2, 3)`: PyTorch's `torch.rand`.
  public static func rand(
    _ shape: Int..., dtype: DType = .float32, device: Device = .cpu, requiresGrad: Bool = false, generator: Generator? = nil,
    file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor { rand(shape, dtype: dtype, device: device, requiresGrad: requiresGrad, generator: generator, file: file, line: line) }

  /// Uniform numbers in [0, 1) with another tensor's shape, dtype and layout: PyTorch's `torch.rand_like`.
  public static func randLike(
    _ other: Tensor, dtype: DType? = nil, requiresGrad: Bool = false, generator: Generator? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let result = emptyLike(other, dtype: dtype, file: file, line: line).uniform_(generator: generator, file: file, line: line)
    return result.starting(requiresGrad, at: CallSite(file, line))
  }

  /// This fresh tensor, which requires grad if that was asked for.
  final func starting(_ requiresGrad: Bool, at site: CallSite) -> Tensor {
    if requiresGrad { startRequiringGrad(at: site) }
    return self
  }
}
