/// How `gridSample` finds values between elements.
public enum GridSampleMode: String, Sendable {
  /// Straight lines between the two neighbours in each dimension.
  case bilinear
  /// The nearest element, halves to even.
  case nearest
  /// Cubic curves through the four neighbours in each dimension.
  case bicubic

  /// PyTorch's number for it, as `grid_sampler_2d` takes it.
  public init?(number: Int) {
    switch number {
    case 0: self = .bilinear
    case 1: self = .nearest
    case 2: self = .bicubic
    default: return nil
    }
  }
}

/// What `gridSample` finds outside of the image.
public enum GridSamplePadding: String, Sendable {
  /// Zeros.
  case zeros
  /// The nearest element of the border.
  case border
  /// The image mirrored at its border.
  case reflection

  /// PyTorch's number for it, as `grid_sampler_2d` takes it.
  public init?(number: Int) {
    switch number {
    case 0: self = .zeros
    case 1: self = .border
    case 2: self = .reflection
    default: return nil
    }
  }
}

/// One coordinate of a grid's places, all of them: which elements of that dimension are neighbours, and where the place is between them.
struct GridCoordinate {
  /// The neighbours' numbers, floating; those outside are not clamped.
  let neighbours: [Tensor]
  /// How far the place is from its lower neighbour.
  let rest: Tensor
  /// By how much the place moves when the grid's number grows by 1.
  let slope: Tensor

  /// Outside of the graph.
  ///
  /// - Parameter grid: Numbers from -1 to 1 across the dimension.
  init(_ grid: Tensor, size: Int, mode: GridSampleMode, padding: GridSamplePadding, alignCorners: Bool) {
    let factor = Double(alignCorners ? size - 1 : size) / 2
    let place = alignCorners ? grid.add(1).mul(factor) : grid.add(1).mul(Double(size)).sub(1).div(2)
    let scale = Tensor.fullLike(place, factor)
    switch mode {
    case .bicubic:
      // Each neighbour is brought inside by itself.
      let lower = place.floor()
      neighbours = (-1...2).map { Self.inside(lower.add($0), size, padding, alignCorners).place }
      (rest, slope) = (place.sub(lower), scale)
    case .bilinear:
      let (moved, direction) = Self.inside(place, size, padding, alignCorners)
      let lower = moved.floor()
      neighbours = [lower, lower.add(1)]
      (rest, slope) = (moved.sub(lower), scale.mul(direction))
    case .nearest:
      neighbours = [Self.inside(place, size, padding, alignCorners).place.round()]
      (rest, slope) = (Tensor.zerosLike(place), Tensor.zerosLike(place))
    }
  }

  /// A place brought inside, and whether it still moves with the grid (1), against it (-1) or not at all (0).
  private static func inside(
    _ place: Tensor, _ size: Int, _ padding: GridSamplePadding, _ alignCorners: Bool
  ) -> (place: Tensor, direction: Tensor) {
    switch padding {
    case .zeros: return (place, Tensor.onesLike(place))
    case .border: return clipped(place, size)
    case .reflection:
      let low = alignCorners ? 0 : -0.5
      let span = Double(alignCorners ? size - 1 : size)
      if span == 0 { return (Tensor.zerosLike(place), Tensor.zerosLike(place)) }
      let offset = place.sub(low)
      let distance = offset.abs()
      let extra = distance.fmod(span)
      let isEven = distance.div(span).floor().fmod(2).eq(0)
      let mirrored = Tensor.where(isEven, extra, extra.neg().add(span)).add(low)
      let sign = Tensor.where(offset.lt(0), Tensor.fullLike(place, -1), Tensor.onesLike(place))
      let (moved, direction) = clipped(mirrored, size)
      return (moved, direction.mul(sign).mul(Tensor.where(isEven, Tensor.onesLike(place), Tensor.fullLike(place, -1))))
    }
  }

  /// Kept between the first and the last element; NaN becomes the first.
  private static func clipped(_ place: Tensor, _ size: Int) -> (place: Tensor, direction: Tensor) {
    let last = Double(size - 1)
    let isInside = place.gt(0).logicalAnd(place.lt(last))
    let (zeros, ends) = (Tensor.zerosLike(place), Tensor.fullLike(place, last))
    let moved = Tensor.where(isInside, place, Tensor.where(place.ge(last), ends, zeros))
    return (moved, isInside.to(place.dtype))
  }

  /// The neighbours' weights for a distance from the lower one, and their derivatives: made of operators, so that they can be
  /// differentiated again.
  static func weights(_ t: Tensor, _ mode: GridSampleMode) -> [(weight: Tensor, slope: Tensor)] {
    switch mode {
    case .nearest: return [(Tensor.onesLike(t), Tensor.zerosLike(t))]
    case .bilinear: return [(t.neg().add(1), Tensor.fullLike(t, -1)), (t, Tensor.onesLike(t))]
    case .bicubic:
      let back = t.neg().add(1)
      let (far, near) = (outer(t.add(1)), inner(t))
      let (nearBack, farBack) = (inner(back), outer(back.add(1)))
      return [far, near, (nearBack.weight, nearBack.slope.neg()), (farBack.weight, farBack.slope.neg())]
    }
  }

  /// The cubic convolution kernel of Keys (1981), parameter -0.75, for distances up to 1 and from there to 2.
  private static let a = -0.75

  private static func inner(_ x: Tensor) -> (weight: Tensor, slope: Tensor) {
    let square = x.mul(x)
    return (
      x.mul(a + 2).sub(a + 3).mul(square).add(1), square.mul(3 * (a + 2)).sub(x.mul(2 * (a + 3)))
    )
  }

  private static func outer(_ x: Tensor) -> (weight: Tensor, slope: Tensor) {
    (
      x.mul(a).sub(5 * a).mul(x).add(8 * a).mul(x).sub(4 * a), x.mul(3 * a).sub(10 * a).mul(x).add(8 * a)
    )
  }
}
