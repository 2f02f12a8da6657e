extension Tensor {
  /// The integral along a dimension by the trapezoidal rule, of samples `dx` apart: PyTorch's `trapezoid`.
  public final func trapezoid(
    dx: Double = 1, dim: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = integrated(dim, at: site)
    if dtype == .bool { fail("trapezoid: received a bool input for `y`, but bool is not supported", at: site) }
    if sizes[d] == 0 { return newZeros(sizes.removing(at: d).array) }
    let ends = select(d, 0).add(select(d, -1)).mul(0.5)
    return sum([d]).sub(ends).mul(dx)
  }

  /// The integral along a dimension by the trapezoidal rule, of samples at the places `x`: PyTorch's `trapezoid`.
  ///
  /// - Parameters:
  ///   - x: One place for each sample, in a list or in a shape that broadcasts with this one.
  ///   - dim: Along which dimension; the last if left out.
  public final func trapezoid(
    _ x: Tensor, dim: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let d = integrated(dim, at: site)
    if dtype == .bool || x.dtype == .bool {
      fail("trapezoid: received a bool input for `x` or `y`, but bool is not supported", at: site)
    }
    if sizes[d] == 0 { return newZeros(sizes.removing(at: d).array) }
    let areas = neighbourSums(d).mul(steps(x, d, dim, "trapezoid", at: site), file: file, line: line)
    return areas.sum(dim).div(2.0)
  }

  /// The integrals up to each sample but the first, of samples `dx` apart: PyTorch's `cumulative_trapezoid`.
  public final func cumulativeTrapezoid(
    dx: Double = 1, dim: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("slice() cannot be applied to a 0-dim tensor.", at: site) }
    let d = wrapped(dim, at: site)
    if dtype == .bool { fail("cumulative_trapezoid: received a bool input for `y`, but bool is not supported", at: site) }
    return neighbourSums(d).mul(dx / 2).cumsum(d)
  }

  /// The integrals up to each sample but the first, of samples at the places `x`: PyTorch's `cumulative_trapezoid`.
  public final func cumulativeTrapezoid(
    _ x: Tensor, dim: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if self.dim == 0 { fail("slice() cannot be applied to a 0-dim tensor.", at: site) }
    let d = wrapped(dim, at: site)
    if dtype == .bool || x.dtype == .bool {
      fail("cumulative_trapezoid: received a bool input for `x` or `y`, but bool is not supported", at: site)
    }
    let areas = neighbourSums(d).mul(steps(x, d, dim, "cumulative_trapezoid", at: site), file: file, line: line)
    return areas.cumsum(dim).div(2.0)
  }

  private final func integrated(_ dim: Int, at site: CallSite) -> Int {
    if self.dim == 0 { fail("Dimension specified as \(dim) but tensor has no dimensions", at: site) }
    return wrapped(dim, at: site)
  }

  private final func neighbourSums(_ d: Int) -> Tensor {
    let length = Swift.max(sizes[d] - 1, 0)
    return narrow(d, sizes[d] - length, length).add(narrow(d, 0, length))
  }

  /// How far neighbouring places are apart, in a shape that broadcasts with this one's samples.
  private final func steps(_ x: Tensor, _ d: Int, _ dim: Int, _ name: String, at site: CallSite) -> Tensor {
    var places = x
    if x.dim == 1 && self.dim != 1 {
      if x.sizes[0] != sizes[d] { fail("\(name): There must be one `x` value for each sample point", at: site) }
      places = x.view(Dimensions(repeating: 1, count: self.dim).replacing(d, with: sizes[d]).array)
    } else if x.dim < self.dim {
      places = x.view(Array(repeating: 1, count: self.dim - x.dim) + x.shape)
    }
    let along = places.wrapped(dim, at: site)
    let length = Swift.max(places.sizes[along] - 1, 0)
    return places.narrow(along, places.sizes[along] - length, length).sub(places.narrow(along, 0, length))
  }
}
