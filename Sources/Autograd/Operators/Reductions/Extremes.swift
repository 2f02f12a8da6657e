import CKernels

extension Tensor {
  /// The largest element; NaN if there is one: PyTorch's `max()`. Equal ones share the gradient.
  public final func max(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overall("MaxBackward1", "max", GB_MAX, at: CallSite(file, line))
  }

  /// The smallest element; NaN if there is one: PyTorch's `min()`. Equal ones share the gradient.
  public final func min(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overall("MinBackward1", "min", GB_MIN, at: CallSite(file, line))
  }

  /// The largest elements along some dimensions (all, without any): PyTorch's `amax`. Equal ones share the gradient.
  public final func amax(
    _ dims: Int..., keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { amax(dims, keepdim: keepdim, file: file, line: line) }

  /// The largest elements along a list of dimensions (all, of an empty one): PyTorch's `amax`.
  ///
  /// - Parameters:
  ///   - dims: Along which dimensions.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - out: A tensor of this dtype that takes the result's shape and values.
  public final func amax(
    _ dims: [Int], keepdim: Bool = false, out: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { extreme("AmaxBackward0", "amax", GB_MAX, dims, keepdim: keepdim, out, at: CallSite(file, line)) }

  /// The smallest elements along some dimensions (all, without any): PyTorch's `amin`. Equal ones share the gradient.
  public final func amin(
    _ dims: Int..., keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { amin(dims, keepdim: keepdim, file: file, line: line) }

  /// The smallest elements along a list of dimensions (all, of an empty one): PyTorch's `amin`.
  ///
  /// - Parameters:
  ///   - dims: Along which dimensions.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - out: A tensor of this dtype that takes the result's shape and values.
  public final func amin(
    _ dims: [Int], keepdim: Bool = false, out: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { extreme("AminBackward0", "amin", GB_MIN, dims, keepdim: keepdim, out, at: CallSite(file, line)) }

  /// The smallest and the largest elements, of all or along a dimension: PyTorch's `aminmax`. Equal ones share the gradient.
  ///
  /// - Parameters:
  ///   - dim: Along which dimension; all elements if left out.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - out: Two tensors of this dtype that take the results' shape and values.
  public final func aminmax(
    _ dim: Int? = nil, keepdim: Bool = false, out: (min: Tensor, max: Tensor)? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> (min: Tensor, max: Tensor) {
    let site = CallSite(file, line)
    if let out {
      for result in [out.min, out.max] {
        refuseOutWithGradient("aminmax", result, at: site)
        if result.dtype != dtype {
          fail("Expected out tensor to have dtype \(dtype.cName), but got \(result.dtype.cName) instead", at: site)
        }
      }
      if out.min.sharesStorage(with: out.max) { fail("aminmax(): the `min` and `max` out= tensors must not overlap.", at: site) }
    }
    let reduction = Reduction(self, dim.map { [$0] }, at: site)
    if let d = reduction.dims.first(where: { sizes[$0] == 0 }), dim != nil {
      fail("aminmax: Expected reduction dim \(d) to have non-zero size.", at: site)
    }
    if dim == nil && numel == 0 {
      fail("aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.", at: site)
    }
    let outputs = [GB_MIN, GB_MAX].map {
      reduction.accumulate($0, accumulator: dtype, start: nil).shaped(reduction.sizes(keepdim: keepdim))
    }
    if let out { return (out.min.takingResult(outputs[0]), out.max.takingResult(outputs[1])) }
    let isReduced = reduction.isReduced
    Tensor.record("AminmaxBackward0", outputs: outputs, inputs: [self], saving: [self], savingOutputs: [0, 1]) { s, g in
      let parts = (0..<2).compactMap { i in
        g[i].map { Tensor.shared($0, by: s[0], equalTo: s[1 + i], isReduced, keepdim: keepdim) }
      }
      return [parts.count == 2 ? parts[0].add(parts[1]) : parts.first]
    }
    return (outputs[0], outputs[1])
  }

  private final func overall(_ gradFn: String, _ name: String, _ operation: gb_reduce_op, at site: CallSite) -> Tensor {
    if numel == 0 {
      fail(
        "\(name)(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.",
        at: site)
    }
    let output = Reduction.all(of: self).accumulate(operation, accumulator: dtype, start: nil).shaped([])
    return output.recordedSharing(gradFn, self)
  }

  private final func extreme(
    _ gradFn: String, _ name: String, _ operation: gb_reduce_op, _ dims: [Int], keepdim: Bool, _ out: Tensor?, at site: CallSite
  ) -> Tensor {
    if let out {
      refuseOutWithGradient(name, out, at: site)
      if out.dtype != dtype {
        fail(
          "Expected the dtype for input and out to match, but got \(dtype.scalarTypeName) for input's dtype and "
            + "\(out.dtype.scalarTypeName) for out's dtype.", at: site)
      }
    }
    let reduction = Reduction(self, dims, at: site)
    if dims.isEmpty && numel == 0 {
      fail(
        "\(name)(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.",
        at: site)
    }
    for d in reduction.dims where sizes[d] == 0 { fail("\(name)(): Expected reduction dim \(d) to have non-zero size.", at: site) }
    let output = reduction.accumulate(operation, accumulator: dtype, start: nil).shaped(reduction.sizes(keepdim: keepdim))
    if let out { return out.takingResult(output) }
    let isReduced = reduction.isReduced
    return output.recorded(gradFn, inputs: [self], saving: [self], savesOutput: true) { s, g in
      [Tensor.shared(g, by: s[0], equalTo: s[1], isReduced, keepdim: keepdim)]
    }
  }

  /// Records this one number, the value of some of the input's elements, of which all that equal it share the gradient evenly.
  final func recordedSharing(_ gradFn: String, _ input: Tensor) -> Tensor {
    recorded(gradFn, inputs: [input], saving: [input], savesOutput: true) { s, g in
      let isChosen = s[0].eq(s[1]).logicalOr(s[0].isnan().logicalAnd(s[1].isnan()))
      return [g.div(isChosen.sum().to(g.dtype)).mul(isChosen)]
    }
  }

  /// A reduction's gradient, shared evenly by the elements that equal its result; NaN where that is NaN, which nothing equals.
  private static func shared(
    _ g: Tensor, by x: Tensor, equalTo result: Tensor, _ isReduced: [Bool], keepdim: Bool
  ) -> Tensor {
    let isExtreme = x.eq(result.restored(isReduced, keepdim: keepdim))
    let dims = isReduced.indices.filter { isReduced[$0] }
    let count = dims.isEmpty ? isExtreme.to(g.dtype) : isExtreme.sum(dims, keepdim: true).to(g.dtype)
    return g.restored(isReduced, keepdim: keepdim).mul(isExtreme).div(count)
  }

  /// PyTorch's refusal of results that are both recorded and written elsewhere.
  final func refuseOutWithGradient(_ name: String, _ out: Tensor, at site: CallSite) {
    if GradMode.isEnabled && (requiresGrad || out.requiresGrad) {
      fail(
        "\(name)(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.",
        at: site)
    }
  }

  /// The meaning of `out:`: takes a result's shape, with memory of its own where it was another, and its values.
  final func takingResult(_ result: Tensor) -> Tensor {
    if sizes == result.sizes { write(result) } else { adoptData(of: result) }
    bumpVersion()
    return self
  }
}
