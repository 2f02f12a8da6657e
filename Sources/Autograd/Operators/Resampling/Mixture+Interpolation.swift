/// The mixtures of interpolation along one dimension. Places are computed in the dtype's own precision (float32 for the 16-bit ones), as
/// PyTorch does, because that decides on which side of an element a place falls.
extension Mixture {
  /// - Parameters:
  ///   - scale: By how much the size grows, if it was given; else it follows from the sizes.
  static func interpolation(
    _ mode: InterpolationMode, size: Int, output: Int, scale: Double?, alignCorners: Bool, antialias: Bool, rank: Int, dtype: DType
  ) -> Mixture {
    if dtype == .float64 {
      return Interpolation<Double>(size: size, output: output, scale: scale, alignCorners: alignCorners, hasShortcuts: rank == 2).mixture(
        mode, antialias)
    }
    return Interpolation<Float>(size: size, output: output, scale: scale, alignCorners: alignCorners, hasShortcuts: rank == 2).mixture(
      mode, antialias)
  }
}

/// The places of a result's elements in the input, along one dimension.
private struct Interpolation<Real: BinaryFloatingPoint> {
  let size: Int
  let output: Int
  let alignCorners: Bool
  /// Whether the nearest elements of an image of the same or twice the size are found without the step: PyTorch's images are, its sequences
  /// and volumes are not.
  let hasShortcuts: Bool
  /// From element to element of the result, in elements of the input.
  let step: Real

  init(size: Int, output: Int, scale: Double?, alignCorners: Bool, hasShortcuts: Bool) {
    self.hasShortcuts = hasShortcuts
    self.size = size
    self.output = output
    self.alignCorners = alignCorners
    if alignCorners {
      step = output > 1 ? Real(size - 1) / Real(output - 1) : 0
    } else if let scale, scale > 0 {
      step = Real(1 / scale)
    } else {
      step = Real(size) / Real(output)
    }
  }

  func mixture(_ mode: InterpolationMode, _ antialias: Bool) -> Mixture {
    var result = Mixture(inputCount: size)
    for i in 0..<output {
      switch mode {
      case .nearest: result.append([(nearest(i), 1)])
      case .nearestExact: result.append([(min(Int((Real(i) + 0.5) * step), size - 1), 1)])
      case .linear, .bilinear, .trilinear: result.append(antialias ? filtered(i, reach: 1) : linear(i))
      case .bicubic: result.append(antialias ? filtered(i, reach: 2) : cubic(i))
      case .area: break
      }
    }
    return result
  }

  private func nearest(_ i: Int) -> Int {
    if hasShortcuts && output == size { return i }
    if hasShortcuts && output == 2 * size { return i / 2 }
    return min(Int(Real(i) * step), size - 1)
  }

  /// Where the middle of element `i` falls.
  private func place(_ i: Int) -> Real { alignCorners ? step * Real(i) : step * (Real(i) + 0.5) - 0.5 }

  private func linear(_ i: Int) -> [(index: Int, weight: Double)] {
    if output == size { return [(i, 1)] }
    let place = max(place(i), 0)
    let first = min(Int(place), size - 1)
    let rest = min(max(place - Real(first), 0), 1)
    return first == size - 1 ? [(first, 1)] : [(first, Double(1 - rest)), (first + 1, Double(rest))]
  }

  private func cubic(_ i: Int) -> [(index: Int, weight: Double)] {
    let place = place(i)
    let first = place.rounded(.down)
    let rest = place - first
    return (-1...2).map { offset in
      (min(max(Int(first) + offset, 0), size - 1), Double(Self.cubic(rest - Real(offset), -0.75)))
    }
  }

  /// A low-pass filter as wide as the step, so that nothing of the input is skipped where the result is smaller:
  /// a triangle that reaches one element, or a cubic that reaches two.
  private func filtered(_ i: Int, reach: Real) -> [(index: Int, weight: Double)] {
    if output == size { return [(i, 1)] }
    let width = max(step, 1)
    let middle = step * (Real(i) + 0.5)
    let first = max(Int(middle - reach * width + 0.5), 0)
    let end = min(Int(middle + reach * width + 0.5), size)
    let weights = (first..<max(end, first)).map { j in
      let distance = (Real(j) - middle + 0.5) / width
      return reach == 1 ? max(0, 1 - abs(distance)) : Self.cubic(distance, -0.5)
    }
    let total = weights.reduce(0, +)
    return weights.enumerated().map { (first + $0, Double(total == 0 ? $1 : $1 / total)) }
  }

  /// The cubic convolution kernel of Keys (1981) with parameter `a`.
  private static func cubic(_ distance: Real, _ a: Real) -> Real {
    let x = abs(distance)
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    if x < 2 { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    return 0
  }
}
