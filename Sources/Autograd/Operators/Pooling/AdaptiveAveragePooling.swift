extension Tensor {
  /// The means of as many stretches of a sequence as are asked for: PyTorch's `nn.functional.adaptive_avg_pool1d`.
  ///
  /// Shapes (N, C, L) or (C, L). Stretch i of n is from floor(i · L / n) to ceil((i + 1) · L / n), so stretches may overlap.
  public final func adaptiveAvgPool1d(_ outputSize: Extent, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    checkSequence("adaptive_avg_pool1d", at: site)
    let list = outputSize.list
    if list.count != 1 { fail("adaptive_avg_pool1d() argument 'output_size' should contain one int (got \(list.count))", at: site) }
    return unsqueeze(-2).adaptiveAveraged([1, list[0]], 2, at: site).squeeze(-2)
  }

  /// The means of rectangles of an image: PyTorch's `nn.functional.adaptive_avg_pool2d`. Shapes (N, C, H, W) or (C, H, W); see
  /// `adaptiveAvgPool1d`.
  ///
  /// - Parameter outputSize: The height and the width; nil keeps a size.
  public final func adaptiveAvgPool2d(_ outputSize: [Int?], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    return adaptiveAveraged(filledOutputSize(outputSize, at: site), 2, at: site)
  }

  /// The means of as many rectangles in each dimension, as `x.adaptiveAvgPool2d(7)`: PyTorch's `nn.functional.adaptive_avg_pool2d`.
  public final func adaptiveAvgPool2d(_ outputSize: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    adaptiveAveraged([outputSize, outputSize], 2, at: CallSite(file, line))
  }

  /// The means of boxes of a volume: PyTorch's `nn.functional.adaptive_avg_pool3d`. Shapes (N, C, D, H, W) or (C, D, H, W); see
  /// `adaptiveAvgPool2d`.
  public final func adaptiveAvgPool3d(_ outputSize: [Int?], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    return adaptiveAveraged(filledOutputSize(outputSize, at: site), 3, at: site)
  }

  /// The means of as many boxes in each dimension, as `x.adaptiveAvgPool3d(4)`: PyTorch's `nn.functional.adaptive_avg_pool3d`.
  public final func adaptiveAvgPool3d(_ outputSize: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    adaptiveAveraged([outputSize, outputSize, outputSize], 3, at: CallSite(file, line))
  }

  /// An output size whose missing numbers are this tensor's sizes.
  final func filledOutputSize(_ sizes: [Int?], at site: CallSite) -> [Int] {
    if dim <= sizes.count { fail("Input dimension should be at least \(sizes.count + 1)", at: site) }
    return sizes.indices.map { sizes[$0] ?? shape[dim - sizes.count + $0] }
  }

  private final func adaptiveAveraged(_ output: [Int], _ rank: Int, at site: CallSite) -> Tensor {
    let name = "adaptive_avg_pool\(rank)d"
    if output.count != rank { fail("\(name): output_size must be \(rank)", at: site) }
    if output.contains(where: { $0 < 0 }) {
      let separator = rank == 2 ? ", " : ","
      fail(
        "\(name): elements of output_size must be greater than or equal to 0 but received {\(output[0]), "
          + "\(output.dropFirst().map { "\($0)" }.joined(separator: separator))}", at: site)
    }
    if output.allSatisfy({ $0 == 1 }) && dim > rank {
      return mean(rank == 2 ? [-1, -2] : [-1, -2, -3], keepdim: true)
    }
    if dim != rank + 1 && dim != rank + 2 { fail("\(name)(): Expected \(rank + 1)D or \(rank + 2)D tensor, but got \(sizes)", at: site) }
    checkNonEmpty(name, from: rank == 2 ? dim - 2 : dim - 4, at: site)
    refuseDType(rank == 2 ? name : "adaptive_avg_pool3d_cpu", unless: dtype.isFloatingPoint || numel == 0, hasLayouts: rank == 2, at: site)
    let mixtures = output.indices.map { Mixture.stretches(size: sizes[dim - rank + $0], output: output[$0]) }
    return mixed("AdaptiveAvgPool\(rank)D", mixtures, keepsInput: true, keepsLayout: rank == 2)
  }
}

/// The stretch of `size` elements that the adaptive pooling of `output` stretches makes of its `i`-th.
func adaptiveStretch(_ i: Int, size: Int, output: Int) -> Range<Int> {
  i * size / output..<((i + 1) * size + output - 1) / output
}

extension Mixture {
  /// The means of stretches that cover `size` elements.
  fileprivate static func stretches(size: Int, output: Int) -> Mixture {
    var result = Mixture(inputCount: size)
    for i in 0..<output {
      let stretch = adaptiveStretch(i, size: size, output: output)
      let weight = 1 / Double(stretch.count)
      result.append(stretch.map { ($0, weight) })
    }
    return result
  }
}
