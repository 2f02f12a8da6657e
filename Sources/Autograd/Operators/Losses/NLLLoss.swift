extension Tensor {
  /// The negative of each sample's log probability at its target: PyTorch's `nn.functional.nll_loss`.
  ///
  /// - Parameters:
  ///   - target: Classes (int64 or uint8), of shape (N), or (N, d1, ...) for an input of shape (N, C, d1, ...), or without dimensions for
  ///     one of shape (C).
  ///   - weight: A factor for each class; the mean is divided by the sum of the targets' weights.
  ///   - ignoreIndex: A target that counts for nothing.
  ///   - reduction: How the losses of the samples become one: the mean, if left out.
  public final func nllLoss(
    _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: LossReduction = .mean, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkClasses(target, weight, at: site)
    if !dtype.isFloatingPoint { fail("\"nll_loss_out_frame\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    let classes = target.converted(to: .int64).contiguous()
    let (output, _) = noGrad { picked(classes, weight, ignoreIndex, reduction, at: site) }
    let original = sizes
    return output.recorded(
      dim > 2 ? "NllLoss2DBackward0" : "NllLossBackward0", inputs: [self], saving: [self, classes, weight]
    ) { s, g in
      let gradient = g.unpicked(s[1], s.optional(2), ignoreIndex, reduction, to: original)
      return [gradient.flat(in: s[0], name: original.count > 2 ? "NllLoss2DBackwardBackward0" : "NllLossBackwardBackward0")]
    }
  }

  private final func checkClasses(_ target: Tensor, _ weight: Tensor?, at site: CallSite) {
    if dim < 1 { fail("Expected 1 or more dimensions (got 0)", at: site) }
    if dim > 1 && (target.dim == 0 || sizes[0] != target.sizes[0]) {
      fail("Expected input batch_size (\(sizes[0])) to match target batch_size (\(target.dim == 0 ? 1 : target.sizes[0])).", at: site)
    }
    if dim <= 2 {
      if target.dim > 1 { fail("0D or 1D target tensor expected, multi-target not supported", at: site) }
    } else if dim == 4 {
      if target.dim != 3 {
        fail("only batches of spatial targets supported (3D tensors) but got targets of dimension: \(target.dim)", at: site)
      }
      if target.shape != [sizes[0], sizes[2], sizes[3]] {
        fail("size mismatch (got input: \(sizes) , target: \(target.sizes)", at: site)
      }
    } else {
      let expected = [sizes[0]] + shape[2...]
      if target.shape != expected { fail("Expected target size \(expected), got \(target.sizes)", at: site) }
    }
    let count = dim == 1 ? sizes[0] : sizes[1]
    if let weight {
      if weight.numel != count || weight.dim != 1 {
        fail(
          dim > 2
            ? "weight tensor should be defined either for all or no classes"
            : "weight tensor should be defined either for all \(count) classes or no classes but got weight tensor of shape: \(weight.sizes)",
          at: site)
      }
      if weight.dtype != dtype {
        fail("expected scalar type \(dtype.scalarTypeName) but found \(weight.dtype.scalarTypeName)", at: site)
      }
    }
    if target.dtype != .int64 && target.dtype != .uint8 {
      fail("expected target dtype to be Long or Byte, but got \(target.dtype.scalarTypeName)", at: site)
    }
  }

  /// The loss, and by what a mean is divided. Sums are taken in double.
  final func picked(
    _ classes: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ reduction: LossReduction, at site: CallSite
  ) -> (loss: Tensor, totalWeight: Double) {
    if dtype == .float64 { return picked(Double.self, classes, weight, ignoreIndex, reduction, at: site) }
    return picked(Float.self, classes, weight, ignoreIndex, reduction, at: site)
  }

  private final func picked<Element: TensorScalar & BinaryFloatingPoint>(
    _ type: Element.Type, _ classes: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ reduction: LossReduction, at site: CallSite
  ) -> (loss: Tensor, totalWeight: Double) {
    let geometry = ClassGeometry(sizes)
    let input = prepared(Element.dtype)
    let weights = weight?.prepared(Element.dtype)
    let output = Tensor.empty(reduction == .none ? classes.sizes : [], Element.dtype, device)
    if isMeta { return (output.converted(to: dtype), 1) }
    let (from, to) = (input.bytes.assumingMemoryBound(to: Element.self), output.bytes.assumingMemoryBound(to: Element.self))
    let target = classes.bytes.assumingMemoryBound(to: Int64.self)
    let factors = weights?.bytes.assumingMemoryBound(to: Element.self)
    var (sum, total) = (0.0, 0.0)
    for place in 0..<geometry.count {
      let c = Int(target[place])
      if c == ignoreIndex {
        if reduction == .none { to[place] = 0 }
        continue
      }
      if c < 0 || c >= geometry.classes { fail("Target \(c) is out of bounds.", at: site) }
      let w = factors?[c] ?? 1
      let loss = -w * from[geometry.index(place, c)]
      if reduction == .none { to[place] = loss } else { sum += Double(loss) }
      total += Double(w)
    }
    if reduction != .none { to[0] = Element(reduction == .sum ? sum : sum / total) }
    return (output.converted(to: dtype), total)
  }

  /// The gradient of `picked` for its input, from this one of its result. Linear in this tensor.
  private final func unpicked(
    _ classes: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ reduction: LossReduction, to sizes: Dimensions
  ) -> Tensor {
    let output = noGrad { () -> Tensor in
      let result = newZeros(sizes.array, dtype: dtype == .float64 ? .float64 : .float32)
      if isMeta { return result.converted(to: dtype) }
      if dtype == .float64 {
        writeUnpicked(Double.self, result, classes, weight, ignoreIndex, reduction)
      } else {
        writeUnpicked(Float.self, result, classes, weight, ignoreIndex, reduction)
      }
      return result.converted(to: dtype)
    }
    return output.recorded("NllLossBackwardBackward0", inputs: [self], saving: [classes, weight]) { s, g in
      [g.nllLoss(s[0], weight: s.optional(1), ignoreIndex: ignoreIndex, reduction: reduction)]
    }
  }

  private final func writeUnpicked<Element: TensorScalar & BinaryFloatingPoint>(
    _ type: Element.Type, _ result: Tensor, _ classes: Tensor, _ weight: Tensor?, _ ignoreIndex: Int, _ reduction: LossReduction
  ) {
    let geometry = ClassGeometry(result.sizes)
    let gradient = prepared(Element.dtype)
    let weights = weight?.prepared(Element.dtype)
    let to = result.bytes.assumingMemoryBound(to: Element.self)
    let g = gradient.bytes.assumingMemoryBound(to: Element.self)
    let target = classes.bytes.assumingMemoryBound(to: Int64.self)
    let factors = weights?.bytes.assumingMemoryBound(to: Element.self)
    var scale: Element = 1
    if reduction == .mean {
      var total = 0.0
      for place in 0..<geometry.count where Int(target[place]) != ignoreIndex { total += Double(factors?[Int(target[place])] ?? 1) }
      scale = 1 / Element(total)
    }
    for place in 0..<geometry.count {
      let c = Int(target[place])
      if c == ignoreIndex { continue }
      to[geometry.index(place, c)] = -(factors?[c] ?? 1) * scale * (reduction == .none ? g[place] : g[0])
    }
  }
}

/// Where a class's number lies in a row-major input of shape (C), (N, C) or (N, C, d1, ...).
struct ClassGeometry {
  let classes: Int
  /// How many targets there are, and how many in each sample.
  let count: Int
  private let inner: Int

  init(_ sizes: Dimensions) {
    let shape = sizes.array
    classes = shape.count == 1 ? shape[0] : shape[1]
    inner = shape.count > 2 ? shape[2...].reduce(1, *) : 1
    count = (shape.count == 1 ? 1 : shape[0]) * inner
  }

  /// The index of class `c` of the target at `place`.
  @inline(__always)
  func index(_ place: Int, _ c: Int) -> Int {
    inner == 1 ? place * classes + c : (place / inner * classes + c) * inner + place % inner
  }
}
