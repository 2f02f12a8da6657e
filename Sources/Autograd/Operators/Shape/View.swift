/// How a view operator makes its view and records it.
extension Tensor {
  /// A view of this tensor's memory. The derivative is recorded if grad mode is on; where it is off, or this tensor requires no grad, the
  /// view still knows its base, because either may be written in place later.
  final func makeView(
    _ gradFn: String, sizes: Dimensions, strides: Dimensions, offset: Int, derivative: @escaping Derivative
  ) -> Tensor {
    let view = alias(sizes: sizes, strides: strides, offset: offset)
    view.isWrappedNumber = isWrappedNumber
    if isRecorded {
      let node = OperatorNode(gradFn, self, derivative: derivative)
      view.setHistory(node)
    }
    view.becomeView(of: self, creation: GradMode.isEnabled ? .default : .noGrad)
    return view
  }
}

extension Tensor {
  /// The same memory under other sizes: PyTorch's `view`. One size may be -1: what is left.
  ///
  /// - Precondition: The number of elements fits, and the layout allows it without a copy (else `reshape`).
  public final func view(_ shape: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let sizes = Tensor.inferredSizes(shape, count: numel, at: site)
    guard let strides = stridesForView(sizes) else {
      fail(
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous "
          + "subspaces). Use .reshape(...) instead.", at: site)
    }
    return viewed("ViewBackward0", sizes, strides)
  }

  /// The same memory under other sizes, as `x.view(2, -1)`: PyTorch's `view`.
  public final func view(_ shape: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    view(shape, file: file, line: line)
  }

  private final func viewed(_ name: String, _ sizes: Dimensions, _ strides: Dimensions) -> Tensor {
    let original = self.sizes
    return makeView(name, sizes: sizes, strides: strides, offset: offset) { _, g in Gradients(g.reshape(original.array)) }
  }

  /// The elements under other sizes, in row-major order: PyTorch's `reshape`. A view where the layout allows it, else a copy.
  public final func reshape(_ shape: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let sizes = Tensor.inferredSizes(shape, count: numel, at: CallSite(file, line))
    if isRowMajor { return viewed("ViewBackward0", sizes, stridesForView(sizes)!) }
    if let strides = stridesForView(sizes) { return viewed("ReshapeAliasBackward0", sizes, strides) }
    let copy = cloned(strides: self.sizes.contiguousStrides)
    if isRecorded { copy.setHistory(OperatorNode("CloneBackward0", self) { _, g in Gradients(g) }) }
    let output = copy.alias(sizes: sizes, strides: sizes.contiguousStrides, offset: 0)
    if copy.isRecorded {
      let original = self.sizes
      output.setHistory(OperatorNode("UnsafeViewBackward0", copy) { _, g in Gradients(g.reshape(original.array)) })
    }
    return output
  }

  /// The elements under other sizes, as `x.reshape(2, -1)`: PyTorch's `reshape`.
  public final func reshape(_ shape: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    reshape(shape, file: file, line: line)
  }

  /// The sizes with their -1 worked out.
  static func inferredSizes(_ shape: [Int], count: Int, at site: CallSite) -> Dimensions {
    var sizes = Dimensions(shape)
    var known = 1
    var unknown: Int?
    for (i, size) in shape.enumerated() {
      if size == -1 {
        if unknown != nil { fail("only one dimension can be inferred", at: site) }
        unknown = i
      } else if size < 0 {
        fail("invalid shape dimension \(size) at index \(i) of shape \(shape)", at: site)
      } else {
        let (product, overflow) = known.multipliedReportingOverflow(by: size)
        if overflow { fail("shape '\(shape)' is invalid for input of size \(count)", at: site) }
        known = product
      }
    }
    if let unknown, known != 0, count % known == 0 {
      sizes[unknown] = count / known
      return sizes
    }
    if let unknown, known == 0, count == 0 {
      _ = unknown
      fail(
        "cannot reshape tensor of 0 elements into shape \(shape) because the unspecified dimension size -1 can be any value and is ambiguous",
        at: site)
    }
    if unknown != nil || known != count { fail("shape '\(shape)' is invalid for input of size \(count)", at: site) }
    return sizes
  }

  /// The strides that show this memory under other sizes in the same order; nil if there are none.
  ///
  /// Both shapes are walked from the end: within a stretch of dimensions that lie without gaps any division is possible.
  package final func stridesForView(_ target: Dimensions) -> Dimensions? {
    if numel == 0 { return sizes == target ? steps : target.contiguousStrides }
    var strides = Dimensions(repeating: 0, count: target.count)
    var next = target.count - 1
    var chunkStep = sizes.count > 0 ? steps[sizes.count - 1] : 1
    var chunk = 1
    var assigned = 1
    var d = sizes.count - 1
    while d >= 0 {
      chunk *= sizes[d]
      let endsChunk = d == 0 || (sizes[d - 1] != 1 && steps[d - 1] != chunk &* chunkStep)
      if endsChunk {
        while next >= 0 && (assigned < chunk || target[next] == 1) {
          strides[next] = assigned &* chunkStep
          assigned *= target[next]
          next -= 1
        }
        if assigned != chunk { return nil }
        if d > 0 {
          chunkStep = steps[d - 1]
          chunk = 1
          assigned = 1
        }
      }
      d -= 1
    }
    while next >= 0 {
      if target[next] != 1 { return nil }
      strides[next] = 1
      next -= 1
    }
    return strides
  }
}

extension Tensor {
  /// The same tensor once more, as a view: what `x[...]` gives where an index takes everything.
  final func aliasView() -> Tensor {
    makeView("AliasBackward0", sizes: sizes, strides: steps, offset: offset) { _, g in Gradients(g) }
  }

  /// With two dimensions exchanged: PyTorch's `transpose`.
  public final func transpose(_ a: Int, _ b: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    return transposed("TransposeBackward0", wrapped(a, at: site), wrapped(b, at: site))
  }

  private final func transposed(_ name: String, _ a: Int, _ b: Int) -> Tensor {
    var (sizes, strides) = (sizes, steps)
    if sizes.count > 0 {
      sizes.swapAt(a, b)
      strides.swapAt(a, b)
    }
    return makeView(name, sizes: sizes, strides: strides, offset: offset) { _, g in Gradients(g.transpose(a, b)) }
  }

  /// The transpose of a matrix; a vector stays as it is: PyTorch's `t()`.
  public final func t(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if dim > 2 {
      fail("t() expects a tensor with <= 2 dimensions, but self is \(dim)D", at: CallSite(file, line))
    }
    return dim < 2
      ? makeView("TBackward0", sizes: sizes, strides: steps, offset: offset) { _, g in Gradients(g) }
      : makeView("TBackward0", sizes: Dimensions(sizes[1], sizes[0]), strides: Dimensions(steps[1], steps[0]), offset: offset) { _, g in
        Gradients(g.transpose(0, 1))
      }
  }

  /// With the dimensions in another order: PyTorch's `permute`.
  public final func permute(_ order: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if order.count != dim {
      fail(
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions "
          + "i.e. input.dim() = \(dim) is not equal to len(dims) = \(order.count)", at: site)
    }
    var (sizes, strides) = (sizes, steps)
    var inverse = order
    var seen = Set<Int>()
    for (i, d) in order.enumerated() {
      let d = wrapped(d, at: site)
      if !seen.insert(d).inserted { fail("permute(): duplicate dims are not allowed.", at: site) }
      sizes[i] = self.sizes[d]
      strides[i] = steps[d]
      inverse[d] = i
    }
    let back = inverse
    return makeView("PermuteBackward0", sizes: sizes, strides: strides, offset: offset) { _, g in Gradients(g.permute(back)) }
  }

  /// With the dimensions in another order, as `x.permute(2, 0, 1)`: PyTorch's `permute`.
  public final func permute(_ order: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    permute(order, file: file, line: line)
  }

  /// Repeated along dimensions of size 1, and along new ones in front, without copying: PyTorch's `expand`. -1 keeps a size.
  public final func expand(_ shape: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if shape.count < dim {
      fail(
        "expand(\(legacyTypeName){\(sizes)}, size=\(shape)): the number of sizes provided (\(shape.count)) must be greater or equal to "
          + "the number of dimensions in the tensor (\(dim))", at: site)
    }
    var target = Dimensions(shape)
    var strides = Dimensions(repeating: 0, count: shape.count)
    let lead = shape.count - dim
    for i in target.indices.reversed() {
      if i < lead {
        if shape[i] < 0 {
          fail(
            "The expanded size of the tensor (\(shape[i])) isn't allowed in a leading, non-existing dimension \(i)", at: site)
        }
        strides[i] = i + 1 < target.count ? strides[i + 1] &* target[i + 1] : 1
        if target[i] != 1 || dim == 0 { strides[i] = 0 }
        continue
      }
      let size = sizes[i - lead]
      if target[i] == -1 { target[i] = size }
      if target[i] == size {
        strides[i] = steps[i - lead]
      } else if size != 1 {
        fail(
          "The expanded size of the tensor (\(target[i])) must match the existing size (\(size)) at non-singleton dimension \(i).  "
            + "Target sizes: \(shape).  Tensor sizes: \(sizes)", at: site)
      }
    }
    let original = sizes
    return makeView("ExpandBackward0", sizes: target, strides: strides, offset: offset) { _, g in Gradients(g.sum(toSize: original)) }
  }

  /// Repeated without copying, as `x.expand(3, -1)`: PyTorch's `expand`.
  public final func expand(_ shape: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    expand(shape, file: file, line: line)
  }

  /// Expanded to another tensor's shape: PyTorch's `expand_as`.
  public final func expandAs(_ other: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    expand(other.shape, file: file, line: line)
  }

  /// Without its dimensions of size 1: PyTorch's `squeeze`.
  public final func squeeze() -> Tensor {
    squeezed("SqueezeBackward0") { _ in true }
  }

  /// Without one dimension, if its size is 1: PyTorch's `squeeze(dim)`.
  public final func squeeze(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let dim = wrapped(dim, at: CallSite(file, line))
    return squeezed("SqueezeBackward1") { $0 == dim }
  }

  /// Without some dimensions, those of them whose size is 1: PyTorch's `squeeze` of a tuple.
  public final func squeeze(_ dims: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let chosen = distinct(dims, at: CallSite(file, line))
    return squeezed("SqueezeBackward2") { chosen.contains($0) }
  }

  private final func squeezed(_ name: String, _ isChosen: (Int) -> Bool) -> Tensor {
    var (sizes, strides) = (Dimensions(), Dimensions())
    for i in self.sizes.indices where self.sizes[i] != 1 || !isChosen(i) {
      sizes.append(self.sizes[i])
      strides.append(steps[i])
    }
    let original = self.sizes
    return makeView(name, sizes: sizes, strides: strides, offset: offset) { _, g in Gradients(g.reshape(original.array)) }
  }

  /// With a new dimension of size 1 before position `dim`: PyTorch's `unsqueeze`.
  public final func unsqueeze(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let dim = wrapped(dim, extra: 1, at: CallSite(file, line))
    var (sizes, strides) = (sizes, steps)
    strides.insert(dim < sizes.count ? sizes[dim] &* steps[dim] : 1, at: dim)
    sizes.insert(1, at: dim)
    return makeView("UnsqueezeBackward0", sizes: sizes, strides: strides, offset: offset) { _, g in Gradients(g.squeeze(dim)) }
  }

  /// With a stretch of dimensions joined to one: PyTorch's `flatten`.
  public final func flatten(_ start: Int = 0, _ end: Int = -1, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let (first, last) = (wrapped(start, at: site), wrapped(end, at: site))
    if first > last { fail("flatten() has invalid args: start_dim cannot come after end_dim", at: site) }
    if dim == 0 { return reshape([1], file: file, line: line) }
    if first == last { return self }
    let joined = Dimensions(shape[first...last]).product
    return reshape(Array(shape[..<first]) + [joined] + Array(shape[(last + 1)...]), file: file, line: line)
  }
}
