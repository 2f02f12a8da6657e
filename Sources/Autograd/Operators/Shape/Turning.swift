/// Elements in another order along dimensions.
extension Tensor {
  /// With the order along some dimensions reversed, in memory of its own: PyTorch's `flip`.
  public final func flip(_ dims: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let dims = distinct(dims, at: CallSite(file, line))
    let output = Tensor.empty(strided: sizes, preservedStrides, dtype, device)
    if numel > 0 {
      var (strides, start) = (steps, offset)
      for d in dims where dim > 0 {
        start += (sizes[d] - 1) * strides[d]
        strides[d] = -strides[d]
      }
      output.write(alias(sizes: sizes, strides: strides, offset: start))
    }
    return output.recorded("FlipBackward0", inputs: [self]) { _, g in [g.flip(dims)] }
  }

  /// With the order along some dimensions reversed, as `x.flip(0, 1)`: PyTorch's `flip`.
  public final func flip(_ dims: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    flip(dims, file: file, line: line)
  }

  /// With the columns, dimension 1, reversed: PyTorch's `fliplr`.
  public final func fliplr(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if dim < 2 { fail("Input must be >= 2-d.", at: CallSite(file, line)) }
    return flip([1], file: file, line: line)
  }

  /// With the rows, dimension 0, reversed: PyTorch's `flipud`.
  public final func flipud(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if dim < 1 { fail("Input must be >= 1-d.", at: CallSite(file, line)) }
    return flip([0], file: file, line: line)
  }

  /// Moved along dimensions, what leaves one end coming in at the other: PyTorch's `roll`. Without dimensions the tensor is rolled as if
  /// flattened.
  ///
  ///     Tensor([1, 2, 3]).roll([1], dims: [0])  // tensor([3, 1, 2])
  ///
  /// - Precondition: One shift for each dimension.
  public final func roll(_ shifts: [Int], dims: [Int] = [], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if shifts.isEmpty { fail("`shifts` required", at: site) }
    let output = noGrad { rolled(shifts, dims, at: site) }
    // Brought into the dimension first, because the smallest Int has no negative.
    let back = numel == 0 ? shifts : zip(shifts, dims.isEmpty ? [numel] : dims.map { size($0) }).map { -($0 % $1) }
    return output.recorded("RollBackward0", inputs: [self]) { _, g in [g.roll(back, dims: dims)] }
  }

  /// Moved along one dimension, as `x.roll(1, dim: 0)`, or as if flattened, as `x.roll(1)`: PyTorch's `roll`.
  public final func roll(_ shift: Int, dim: Int? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    roll([shift], dims: dim.map { [$0] } ?? [], file: file, line: line)
  }

  private final func rolled(_ shifts: [Int], _ dims: [Int], at site: CallSite) -> Tensor {
    if dims.isEmpty && shifts.count == 1 {
      return contiguous().shaped([numel]).rolled(shifts[0], 0, at: site).shaped(sizes)
    }
    if shifts.count != dims.count {
      fail("shifts and dimensions must align. shifts: \(shifts.count), dims:\(dims.count)", at: site)
    }
    var result = self
    for (shift, dim) in zip(shifts, dims) { result = result.rolled(shift, dim, at: site) }
    return result
  }

  private final func rolled(_ shift: Int, _ dim: Int, at site: CallSite) -> Tensor {
    if numel == 0 { return clone() }
    if self.dim == 0 { fail("Dimension specified as \(dim) but tensor has no dimensions", at: site) }
    let d = wrapped(dim, at: site)
    let size = sizes[d]
    let back = shift % size
    let start = back > 0 ? size - back : -back
    return Tensor.cat([narrow(d, start, size - start), narrow(d, 0, start)], dim: d)
  }

  /// Turned by quarters of a circle in the plane of two dimensions, from the first toward the second: PyTorch's `rot90`.
  public final func rot90(
    _ k: Int = 1, dims: [Int] = [0, 1], file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dims.count != 2 { fail("expected total rotation dims == 2, but got dims = \(dims.count)", at: site) }
    if dim < 2 { fail("expected total dims >= 2, but got total dims = \(dim)", at: site) }
    if dims[0] == dims[1] || (dims[0] &- dims[1]).magnitude == dim {
      fail("expected rotation dims to be different, but got dim0 = \(dims[0]) and dim1 = \(dims[1])", at: site)
    }
    let (a, b) = (wrapped(dims[0], at: site), wrapped(dims[1], at: site))
    let output = noGrad {
      switch ((k % 4) + 4) % 4 {
      case 1: flip([b]).transposedAlias(a, b)
      case 2: flip([a, b])
      case 3: flip([a]).transposedAlias(a, b)
      default: clone(memoryFormat: .contiguous)
      }
    }
    return output.recorded("Rot90Backward0", inputs: [self]) { _, g in [g.rot90(0 &- k, dims: dims)] }
  }

  private final func transposedAlias(_ a: Int, _ b: Int) -> Tensor {
    var (sizes, strides) = (sizes, steps)
    sizes.swapAt(a, b)
    strides.swapAt(a, b)
    return alias(sizes: sizes, strides: strides, offset: offset)
  }
}
