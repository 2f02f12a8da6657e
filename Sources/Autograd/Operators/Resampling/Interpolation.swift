extension Tensor {
  /// This sequence, image or volume at another size: PyTorch's `nn.functional.interpolate`.
  ///
  /// Shapes (N, C, L), (N, C, H, W) or (N, C, D, H, W). Floating dtypes; nearest elements also of uint8.
  ///
  /// - Parameters:
  ///   - size: The spatial sizes of the result. Either this or `scaleFactor` is given.
  ///   - scaleFactor: By how much the sizes grow; they are rounded down.
  ///   - mode: How values between elements are found.
  ///   - alignCorners: Whether the middles of the corner elements stay where they are, in place of the image's edges. Only for modes that
  ///     interpolate.
  ///   - recomputeScaleFactor: Whether the factor is computed anew from the rounded sizes.
  ///   - antialias: Whether what is made smaller is filtered first: for images, `.bilinear` and `.bicubic`.
  public final func interpolate(
    size: Extent? = nil, scaleFactor: ScaleFactor? = nil, mode: InterpolationMode = .nearest, alignCorners: Bool? = nil,
    recomputeScaleFactor: Bool? = nil, antialias: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if !mode.interpolates && alignCorners != nil {
      fail("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear", at: site)
    }
    var (output, scales) = interpolatedSizes(size, scaleFactor, at: site)
    if size != nil && recomputeScaleFactor == true {
      fail("recompute_scale_factor is not meaningful with an explicit size.", at: site)
    }
    if recomputeScaleFactor == true || mode == .area { scales = nil }
    if antialias && !(dim == 4 && (mode == .bilinear || mode == .bicubic)) {
      fail(
        "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input", at: site)
    }
    let rank = dim - 2
    let isKnown = 1...3 ~= rank && !(mode == .bicubic && rank != 2)
    if !isKnown {
      fail(
        "Input Error: Only 3D, 4D and 5D input Tensors supported (got \(dim)D) for the modes: nearest | linear | bilinear | bicubic | "
          + "trilinear | lanczos | area | nearest-exact (got \(mode.rawValue))", at: site)
    }
    if let needed = mode.rank, needed != rank {
      fail("Got \(dim)D input, but \(mode.rawValue) mode needs \(needed + 2)D input", at: site)
    }
    if mode == .area {
      switch rank {
      case 1: return adaptiveAvgPool1d(.each(output), file: file, line: line)
      case 2: return adaptiveAvgPool2d(output, file: file, line: line)
      default: return adaptiveAvgPool3d(output, file: file, line: line)
      }
    }
    return upsampled(mode, output, scales, alignCorners ?? false, antialias, at: site)
  }

  /// Nearest elements: PyTorch's `nn.functional.upsample_nearest`, the same as `interpolate(mode: .nearest)`.
  public final func upsampleNearest(
    size: Extent? = nil, scaleFactor: ScaleFactor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { interpolate(size: size, scaleFactor: scaleFactor, file: file, line: line) }

  /// Straight lines with the corners aligned: PyTorch's `nn.functional.upsample_bilinear`, the same as
  /// `interpolate(mode: .bilinear, alignCorners: true)`.
  public final func upsampleBilinear(
    size: Extent? = nil, scaleFactor: ScaleFactor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { interpolate(size: size, scaleFactor: scaleFactor, mode: .bilinear, alignCorners: true, file: file, line: line) }

  private final func interpolatedSizes(
    _ size: Extent?, _ scaleFactor: ScaleFactor?, at site: CallSite
  ) -> (sizes: [Int], scales: [Double]?) {
    let rank = dim - 2
    func tuple(_ values: [some CustomStringConvertible]) -> String {
      "(" + values.map(\.description).joined(separator: ", ") + (values.count == 1 ? ",)" : ")")
    }
    let spatial = Array(shape.dropFirst(2))
    switch (size, scaleFactor) {
    case (_?, _?): fail("only one of size or scale_factor should be defined", at: site)
    case (nil, nil): fail("either size or scale_factor should be defined", at: site)
    case (.each(let sizes)?, nil):
      if sizes.count != rank {
        fail(
          "Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of \(spatial) and output "
            + "size of \(tuple(sizes)). Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) "
            + "format.", at: site)
      }
      return (sizes, nil)
    case (.all(let size)?, nil): return (spatial.map { _ in size }, nil)
    case (nil, let factor?):
      var scales: [Double]
      switch factor {
      case .all(let scale): scales = spatial.map { _ in scale }
      case .each(let list):
        scales = list
        if list.count != rank {
          fail(
            "Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of \(spatial) "
              + "and scale_factor of shape \(tuple(list)). Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in "
              + "(s1, s2, ...,sK) format.", at: site)
        }
      }
      return (spatial.indices.map { Int((Double(spatial[$0]) * scales[$0]).rounded(.down)) }, scales)
    }
  }

  private final func upsampled(
    _ mode: InterpolationMode, _ output: [Int], _ scales: [Double]?, _ alignCorners: Bool, _ antialias: Bool, at site: CallSite
  ) -> Tensor {
    let rank = output.count
    let spatial = Array(shape.dropFirst(2))
    if (spatial + output).contains(where: { $0 <= 0 }) {
      let names = Array(["D", "H", "W"].suffix(rank))
      func text(_ sizes: [Int]) -> String { "(" + zip(names, sizes).map { "\($0): \($1)" }.joined(separator: ", ") + ")" }
      fail(
        "Input and output sizes should be greater than 0, but got input \(text(spatial)) \(rank == 1 ? "and " : "")output \(text(output))",
        at: site)
    }
    if shape.dropFirst().contains(0) { fail("Non-empty \(dim)D data tensor expected but got a tensor with sizes \(sizes)", at: site) }
    let takesBytes = rank == 2 || mode == .nearest || mode == .nearestExact
    if antialias {
      refuseDType("compute_index_ranges_weights", unless: dtype == .float64 || dtype == .float32 || dtype == .uint8, at: site)
    }
    refuseDType(mode.kernelName(rank), unless: dtype.isFloatingPoint || dtype == .uint8 && takesBytes, at: site)
    let mixtures = (0..<rank).map {
      Mixture.interpolation(
        mode, size: spatial[$0], output: output[$0], scale: scales?[$0], alignCorners: alignCorners, antialias: antialias, rank: rank,
        dtype: dtype)
    }
    if dtype == .uint8 && mode.interpolates { return noGrad { bytesInterpolated(mixtures) } }
    return mixed(mode.operatorName(rank, antialias: antialias), mixtures)
  }

  /// Bytes are rounded after each dimension, the last one first, halves up.
  private final func bytesInterpolated(_ mixtures: [Mixture]) -> Tensor {
    var result = to(.float32)
    for d in mixtures.indices.reversed() {
      let along = mixtures.indices.map { $0 == d ? mixtures[d] : Mixture.identity(result.sizes[dim - mixtures.count + $0]) }
      result = result.mixed(along).add(0.5).floor().clamp(min: 0, max: 255)
    }
    return result.to(.uint8).keepingChannelsLast(of: self)
  }
}
