/// How `interpolate` finds values between elements.
public enum InterpolationMode: String, Sendable {
  /// The element whose stretch a place falls into, rounded down as PyTorch has always done.
  case nearest
  /// The nearest element, truly.
  case nearestExact = "nearest-exact"
  /// Straight lines between elements, for sequences.
  case linear
  /// Straight lines between elements in both dimensions, for images.
  case bilinear
  /// Straight lines between elements in all three dimensions, for volumes.
  case trilinear
  /// Cubic curves through four neighbours, for images.
  case bicubic
  /// Means of the elements that an element of the result covers.
  case area

  /// Whether corners can be aligned.
  var interpolates: Bool {
    switch self {
    case .linear, .bilinear, .trilinear, .bicubic: true
    case .nearest, .nearestExact, .area: false
    }
  }

  /// The number of spatial dimensions it is for; nil for all.
  var rank: Int? {
    switch self {
    case .linear: 1
    case .bilinear, .bicubic: 2
    case .trilinear: 3
    case .nearest, .nearestExact, .area: nil
    }
  }

  /// The operator's name in a graph, without `Backward0`.
  func operatorName(_ rank: Int, antialias: Bool) -> String {
    switch self {
    case .nearest: "UpsampleNearest\(rank)D"
    case .nearestExact: "UpsampleNearestExact\(rank)D"
    case .linear: "UpsampleLinear1D"
    case .bilinear: antialias ? "UpsampleBilinear2DAa" : "UpsampleBilinear2D"
    case .trilinear: "UpsampleTrilinear3D"
    case .bicubic: antialias ? "UpsampleBicubic2DAa" : "UpsampleBicubic2D"
    case .area: "AdaptiveAvgPool\(rank)D"
    }
  }

  /// The name of PyTorch's loop, which its refusals of dtypes mention.
  func kernelName(_ rank: Int) -> String {
    switch self {
    case .nearest, .nearestExact: rank == 2 ? "upsample_nearest2d_channels_last" : "compute_indices_weights_nearest"
    case .bilinear: "upsample_bilinear2d_channels_last"
    case .bicubic: "compute_indices_weights_cubic"
    case .linear, .trilinear, .area: "compute_indices_weights_linear"
    }
  }
}

/// By how much sizes grow: one factor for every spatial dimension, or a list with one for each.
public enum ScaleFactor: Hashable, Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// One factor for every dimension.
  case all(Double)
  /// One for each dimension.
  case each([Double])

  /// `1.5`.
  public init(floatLiteral value: Double) { self = .all(value) }
  /// `2`.
  public init(integerLiteral value: Int) { self = .all(Double(value)) }
  /// `[2, 1.5]`.
  public init(arrayLiteral elements: Double...) { self = .each(elements) }
}
