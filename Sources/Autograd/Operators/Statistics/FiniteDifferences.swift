/// How far samples lie apart: PyTorch's `spacing` of `torch.gradient`.
public enum GradientSpacing: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// One distance along all dimensions.
  case all(Double)
  /// One distance for each dimension.
  case each([Double])

  /// `0.5`: one distance along all dimensions.
  public init(floatLiteral value: Double) { self = .all(value) }
  /// `2`: one distance along all dimensions.
  public init(integerLiteral value: Int) { self = .all(Double(value)) }
  /// `[2, 0.5]`: one distance for each dimension.
  public init(arrayLiteral elements: Double...) { self = .each(elements) }
}

extension Tensor {
  /// The gradient of a function along some dimensions, estimated from samples that lie evenly: PyTorch's `torch.gradient`.
  ///
  /// - Parameters:
  ///   - input: The samples.
  ///   - spacing: How far samples lie apart: one number for all dimensions, or one for each.
  ///   - dims: Along which dimensions, in this order; all, without a list.
  ///   - edgeOrder: Whether the first and last samples are estimated from two (1) or three (2).
  /// - Returns: One tensor for each dimension.
  public static func gradient(
    of input: Tensor, spacing: GradientSpacing = 1, dims: [Int]? = nil, edgeOrder: Int = 1, file: StaticString = #filePath,
    line: UInt = #line
  ) -> [Tensor] {
    let site = CallSite(file, line)
    switch spacing {
    case .all(let step):
      return input.sampled(dims, nil, edgeOrder, at: site).map { input.evenSlopes($0, step, edgeOrder) }
    case .each(let steps):
      return zip(input.sampled(dims, steps.count, edgeOrder, at: site), steps).map { input.evenSlopes($0, $1, edgeOrder) }
    }
  }

  /// The gradient of a function along some dimensions, estimated from samples at given coordinates: PyTorch's `torch.gradient`.
  ///
  /// - Parameters:
  ///   - input: The samples.
  ///   - coordinates: The places of the samples along each dimension, as lists.
  ///   - dims: Along which dimensions, in this order; all, without a list.
  ///   - edgeOrder: Whether the first and last samples are estimated from two (1) or three (2).
  public static func gradient(
    of input: Tensor, coordinates: [Tensor], dims: [Int]? = nil, edgeOrder: Int = 1, file: StaticString = #filePath, line: UInt = #line
  ) -> [Tensor] {
    let site = CallSite(file, line)
    let along = input.sampled(dims, coordinates.count, edgeOrder, at: site)
    for places in coordinates where places.dim != 1 {
      fail(
        "torch.gradient expected each element of spacing to have one dimension, but got an element with \(places.dim) dimensions!",
        at: site)
    }
    return zip(along, coordinates).map { d, places in input.unevenSlopes(d, places, edgeOrder) }
  }

  /// The dimensions counted from the front, checked against the number of spacings, nil for one that holds for all.
  private final func sampled(_ dims: [Int]?, _ spacings: Int?, _ edgeOrder: Int, at site: CallSite) -> [Int] {
    if dtype == .uint8 { fail("torch.gradient does not support uint8 input.", at: site) }
    if let spacings, let dims, spacings != dims.count {
      fail(
        "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got "
          + "a spacing argument of length \(spacings) and a dim argument of length \(dims.count).", at: site)
    }
    if let spacings, dims == nil, spacings != dim {
      fail(
        "torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = \(dim)', since dim "
          + "argument was not given, but got a list of length \(spacings)", at: site)
    }
    if edgeOrder != 1 && edgeOrder != 2 { fail("torch.gradient only supports edge_order=1 and edge_order=2.", at: site) }
    let along =
      dims.map { list in
        _ = Reduction.mask(self, list, isEmptyAll: false, at: site)
        return list.map { wrapped($0, at: site) }
      } ?? Array(sizes.indices)
    for d in along where dim > 0 && sizes[d] < edgeOrder + 1 {
      fail("torch.gradient expected each dimension size to be at least edge_order+1", at: site)
    }
    return along
  }

  private final func evenSlopes(_ d: Int, _ step: Double, _ edgeOrder: Int) -> Tensor {
    let n = sizes[d]
    func sample(_ i: Int) -> Tensor { narrow(d, i < 0 ? n + i : i, 1) }
    let first: Tensor
    let last: Tensor
    if edgeOrder == 1 {
      first = sample(1).sub(sample(0)).div(step)
      last = sample(-1).sub(sample(-2)).div(step)
    } else {
      first = sample(0).mul(-1.5).add(sample(1).mul(2)).sub(sample(2).mul(0.5)).div(step)
      last = sample(-3).mul(0.5).sub(sample(-2).mul(2)).add(sample(-1).mul(1.5)).div(step)
    }
    let middle = narrow(d, 2, n - 2).sub(narrow(d, 0, n - 2)).div(2 * step)
    return Tensor.cat([first, middle, last], dim: d)
  }

  /// Through three neighbouring samples goes one parabola; its slope is a weighted sum of them.
  private final func unevenSlopes(_ d: Int, _ places: Tensor, _ edgeOrder: Int) -> Tensor {
    let n = sizes[d]
    let shape = Dimensions(repeating: 1, count: dim).replacing(d, with: -1).array
    // Bare numbers: as integers they would be divided as integers are.
    let steps = places.diff()
    let count = steps.numel
    func sample(_ i: Int) -> Tensor { narrow(d, i < 0 ? n + i : i, 1) }
    func step(_ i: Int) -> Tensor { steps.narrow(0, i < 0 ? count + i : i, 1).reshape(shape) }
    let (before, after) = (steps.narrow(0, 0, count - 1).reshape(shape), steps.narrow(0, 1, count - 1).reshape(shape))
    let a = after.neg().div(before.mul(before.add(after)))
    let b = after.sub(before).div(before.mul(after))
    let c = before.div(after.mul(before.add(after)))
    let middle = a.mul(narrow(d, 0, n - 2)).add(b.mul(narrow(d, 1, n - 2))).add(c.mul(narrow(d, 2, n - 2)))
    let first: Tensor
    let last: Tensor
    if edgeOrder == 1 {
      first = sample(1).sub(sample(0)).div(step(0))
      last = sample(-1).sub(sample(-2)).div(step(-1))
    } else {
      first = Tensor.edgeSlope(sample(0), sample(1), sample(2), step(0), step(1))
      last = Tensor.edgeSlope(sample(-1), sample(-2), sample(-3), step(-1), step(-2)).neg()
    }
    return Tensor.cat([first, middle, last], dim: d)
  }

  /// The slope at the first of three samples, whose distances are given.
  private static func edgeSlope(_ x: Tensor, _ y: Tensor, _ z: Tensor, _ xy: Tensor, _ yz: Tensor) -> Tensor {
    let whole = xy.add(yz)
    let a = xy.mul(2).add(yz).neg().div(xy.mul(whole))
    let b = whole.div(xy.mul(yz))
    let c = xy.neg().div(yz.mul(whole))
    return a.mul(x).add(b.mul(y)).add(c.mul(z))
  }
}
