extension linalg {
  /// The cross product of vectors of three elements: PyTorch's `linalg.cross`. The shapes broadcast.
  ///
  /// - Parameters:
  ///   - a: The left factor.
  ///   - b: The right factor.
  ///   - dim: Along which the three elements lie.
  /// - Precondition: Both have as many dimensions and one dtype.
  public static func cross(
    _ a: Tensor, _ b: Tensor, dim: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if a.dim != b.dim { fail("linalg.cross: inputs must have the same number of dimensions.", at: site) }
    let (first, second) = (a.size(dim, file: file, line: line), b.size(dim, file: file, line: line))
    if first != 3 || second != 3 {
      fail("linalg.cross: inputs dimension \(dim) must have length 3. Got \(first) and \(second)", at: site)
    }
    let sizes = Broadcasting.sizes(a, b, at: site)
    a.refuseOtherDType(b, "expected scalar type \(a.dtype.scalarTypeName) but found \(b.dtype.scalarTypeName)", at: site)
    let output = noGrad { () -> Tensor in
      let (x, y) = (a.expand(sizes.array).unbind(dim), b.expand(sizes.array).unbind(dim))
      let output = Tensor.empty(sizes, a.dtype, Device.common(a, b, at: site))
      for (i, part) in output.unbind(dim).enumerated() {
        let (j, k) = ((i + 1) % 3, (i + 2) % 3)
        part.write(x[j].mul(y[k]).sub(x[k].mul(y[j])))
      }
      return output
    }
    return output.recorded(
      "LinalgCrossBackward0", inputs: [a, b], saving: [b.requiresGrad ? a : nil, a.requiresGrad ? b : nil]
    ) { s, g in
      // The gradient has the broadcast shape, to which the other factor is expanded for the rule on dimensions.
      [
        s.needs(0) ? cross(s[1].expandAs(g), g, dim: dim) : nil,
        s.needs(1) ? cross(g, s[0].expandAs(g), dim: dim) : nil,
      ]
    }
  }

  /// The scalar products of vectors along a dimension: PyTorch's `linalg.vecdot`. The shapes broadcast.
  ///
  /// - Precondition: Both have the same floating dtype.
  public static func vecdot(
    _ x: Tensor, _ y: Tensor, dim: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    x.refuseUnlessFloating("linalg.vecdot", at: site)
    if x.dtype != y.dtype {
      fail(
        "linalg.vecdot: Expected x and y to have the same dtype, but found x of type \(x.dtype.scalarTypeName) and y of type "
          + "\(y.dtype.scalarTypeName) instead", at: site)
    }
    if x.dim == 1 && y.dim == 1 { return x.vdot(y, file: file, line: line) }
    return x.mul(y, file: file, line: line).sum(dim, file: file, line: line)
  }

  /// The Vandermonde matrix, a row of powers 0 to `n` − 1 for every element: PyTorch's `linalg.vander`. Shape (*, m) gives (*, m, n);
  /// a single number counts as a vector.
  ///
  /// - Parameters:
  ///   - x: The bases of the powers.
  ///   - n: The number of powers; the last size, if left out.
  public static func vander(_ x: Tensor, n: Int? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if x.dtype == .bool || x.dtype.isFloatingPoint && x.dtype.byteCount == 2 {
      fail("linalg.vander supports floating point, complex, and integer tensors, but got \(x.dtype.scalarTypeName)", at: site)
    }
    let elements = x.dim == 0 ? x.unsqueeze(-1) : x
    let count = n ?? elements.size(-1)
    if count <= 1 { fail("N must be greater than 1.", at: site) }
    let base = x.dtype.isFloatingPoint ? elements : elements.to(.int64)
    var powers = [Tensor.onesLike(base), base]
    while powers.count < count { powers.append(powers[powers.count - 1].mul(base)) }
    return Tensor.cat(powers.map { $0.unsqueeze(-1) }, dim: -1)
  }
}

extension Tensor {
  /// The cross product of vectors of three elements: PyTorch's `cross`.
  ///
  /// - Parameters:
  ///   - other: The right factor, of this tensor's dtype and number of dimensions; the shapes broadcast.
  ///   - dim: Along which the three elements lie; the first dimension of size 3, if left out.
  public final func cross(_ other: Tensor, dim: Int? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    guard let dim = dim ?? shape.firstIndex(of: 3) else { fail("no dimension of size 3 in input", at: CallSite(file, line)) }
    return linalg.cross(self, other, dim: dim, file: file, line: line)
  }
}
