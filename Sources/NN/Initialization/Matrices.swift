import Autograd

extension Init {
  /// A matrix with orthonormal rows or columns, whichever there are fewer of, after Saxe et al. (2013): `nn.init.orthogonal_`.
  ///
  /// Dimensions after the first count as one.
  ///
  /// - Precondition: The tensor has at least 2 dimensions.
  @discardableResult
  public static func orthogonal_(
    _ tensor: Tensor, gain: Double = 1, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if tensor.dim < 2 { fail("Only tensors with 2 or more dimensions are supported", at: CallSite(file, line)) }
    if tensor.numel == 0 || tensor.device == .meta { return tensor }
    let (rows, columns) = (tensor.shape[0], tensor.numel / tensor.shape[0])
    return noGrad {
      let drawn = Tensor.empty([rows, columns], dtype: tensor.dtype).normal_(0, 1, generator: generator)
      let (q, r) = linalg.qr(rows < columns ? drawn.t() : drawn)
      // Of the many factorisations, the one in which R has a positive diagonal: so the result is uniformly distributed.
      let signed = q * r.diagonal().sign()
      tensor.copy_((rows < columns ? signed.t() : signed).reshape(tensor.shape))
      return tensor.mul_(gain)
    }
  }

  /// Normal numbers of which in each column a share is 0, after Martens (2010): `nn.init.sparse_`.
  ///
  /// - Parameters:
  ///   - tensor: What is filled, in place.
  ///   - sparsity: The share of zeros, rounded up to whole elements.
  ///   - std: The standard deviation of the numbers that are not 0.
  ///   - generator: Where the numbers come from: the default one, if left out.
  /// - Precondition: The tensor has 2 dimensions.
  @discardableResult
  public static func sparse_(
    _ tensor: Tensor, sparsity: Double, std: Double = 0.01, generator: Generator? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    if tensor.dim != 2 { fail("Only tensors with 2 dimensions are supported", at: CallSite(file, line)) }
    if tensor.device == .meta { return tensor }
    let (rows, columns) = (tensor.shape[0], tensor.shape[1])
    let zeroCount = min(Int((sparsity * Double(rows)).rounded(.up)), rows)
    return noGrad {
      tensor.normal_(0, std, generator: generator)
      for column in 0..<columns {
        // Which rows is drawn from the default generator, whatever draws the numbers.
        let places = Tensor.randperm(rows).narrow(0, 0, zeroCount)
        _ = tensor.select(1, column).indexFill_(0, places, 0)
      }
      return tensor
    }
  }
}
