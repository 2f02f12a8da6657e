import Autograd

/// What the layers share that take the largest element of windows spread at random, after Graham (2014).
open class FractionalPooling: Module {
  /// The windows' size.
  public final let kernelSize: [Int]
  /// How many windows there are, by dimension.
  public final let outputSize: [Int]?
  /// In place of `outputSize`, what part of the input's sizes that is.
  public final let outputRatio: [Double]?
  /// What decides where the windows lie; drawn at each call if it is nil.
  public final var randomSamples: Buffer?

  init(
    _ kernelSize: Extent, _ outputSize: Extent?, _ outputRatio: ScaleFactor?, _ randomSamples: Tensor?, rank: Int, at site: CallSite
  ) {
    self.kernelSize = kernelSize.values(rank)
    self.outputSize = outputSize?.values(rank)
    self.outputRatio =
      switch outputRatio {
      case .all(let ratio)?: Array(repeating: ratio, count: rank)
      case .each(let ratios)?: ratios
      case nil: nil
      }
    self.randomSamples = randomSamples.map { Buffer($0) }
    super.init()
    if outputSize == nil && outputRatio == nil {
      fail("\(name) requires specifying either an output size, or a pooling ratio", at: site)
    }
    if outputSize != nil && outputRatio != nil { fail("only one of output_size and output_ratio may be specified", at: site) }
    if let ratios = self.outputRatio, ratios.contains(where: { !(0 < $0 && $0 < 1) }) {
      let printed = ratios.allSatisfy { $0 == ratios[0] } ? "\(ratios[0])" : "(" + ratios.map { "\($0)" }.joined(separator: ", ") + ")"
      fail("output_ratio must be between 0 and 1 (got \(printed))", at: site)
    }
  }

  /// PyTorch's name of the samples.
  open override var keyNames: [String: String] { ["randomSamples": "_random_samples"] }
}

/// The largest element of windows that are spread at random: PyTorch's `nn.FractionalMaxPool2d`. Shapes (N, C, H, W) or (C, H, W).
open class FractionalMaxPool2d: FractionalPooling {
  /// A layer with so many windows, or with so large a part of the input's sizes.
  ///
  /// - Parameters:
  ///   - kernelSize: The windows' size.
  ///   - outputSize: How many windows there are.
  ///   - outputRatio: How many windows there are, as a part of the input's sizes.
  ///   - randomSamples: Numbers in 0..<1 of shape (N, C, 2) that decide where the windows lie, always the same; drawn at each call if
  ///     left out.
  public init(
    _ kernelSize: Extent, outputSize: Extent? = nil, outputRatio: ScaleFactor? = nil, randomSamples: Tensor? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    super.init(kernelSize, outputSize, outputRatio, randomSamples, rank: 2, at: CallSite(file, line))
  }

  /// The largest elements.
  open override func forward(_ input: Tensor) -> Tensor { largest(input).values }

  /// Runs the hooks and the layer; the places of the elements in their channel come too: PyTorch's `return_indices`.
  public final func withIndices(
    _ input: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    CallSite(file, line).callingLayer { runPair(input) { largest($0) } }
  }

  private final func largest(_ input: Tensor) -> (values: Tensor, indices: Tensor) {
    input.fractionalMaxPool2dWithIndices(
      .each(kernelSize), outputSize: outputSize.map(Extent.each), outputRatio: outputRatio.map(ScaleFactor.each),
      randomSamples: randomSamples)
  }
}

/// The largest element of windows that are spread at random: PyTorch's `nn.FractionalMaxPool3d`. Shapes (N, C, D, H, W) or (C, D, H, W).
open class FractionalMaxPool3d: FractionalPooling {
  /// A layer with so many windows, or with so large a part of the input's sizes.
  ///
  /// - Parameters:
  ///   - kernelSize: The windows' size.
  ///   - outputSize: How many windows there are.
  ///   - outputRatio: How many windows there are, as a part of the input's sizes.
  ///   - randomSamples: Numbers in 0..<1 of shape (N, C, 3) that decide where the windows lie, always the same; drawn at each call if
  ///     left out.
  public init(
    _ kernelSize: Extent, outputSize: Extent? = nil, outputRatio: ScaleFactor? = nil, randomSamples: Tensor? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    super.init(kernelSize, outputSize, outputRatio, randomSamples, rank: 3, at: CallSite(file, line))
  }

  /// The largest elements.
  open override func forward(_ input: Tensor) -> Tensor { largest(input).values }

  /// Runs the hooks and the layer; the places of the elements in their channel come too: PyTorch's `return_indices`.
  public final func withIndices(
    _ input: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    CallSite(file, line).callingLayer { runPair(input) { largest($0) } }
  }

  private final func largest(_ input: Tensor) -> (values: Tensor, indices: Tensor) {
    input.fractionalMaxPool3dWithIndices(
      .each(kernelSize), outputSize: outputSize.map(Extent.each), outputRatio: outputRatio.map(ScaleFactor.each),
      randomSamples: randomSamples)
  }
}
