/// Views in place: the tensor itself gets other sizes and strides on the same memory.
///
/// Nothing is written, so the base of a view keeps its history; only this tensor's own gets the node.
extension Tensor {
  private final func become(
    _ name: String, _ view: Tensor, at site: CallSite, derivative: @escaping @Sendable (Tensor) -> Tensor
  ) -> Tensor {
    var node: OperatorNode?
    if isRecorded {
      checkInPlace(at: site)
      node = OperatorNode(name, self) { _, g in Gradients(derivative(g)) }
    }
    adoptData(of: view)
    bumpVersion()
    if let node { setHistory(node) }
    meta?.gradFnVersion = version
    return self
  }

  /// This tensor's memory as a view operator shows it, unknown to autograd.
  private final func seen(_ view: (Tensor) -> Tensor) -> Tensor {
    view(alias(sizes: sizes, strides: steps, offset: offset))
  }

  /// Removes all dimensions of size 1, in place: PyTorch's `squeeze_`.
  @discardableResult
  public final func squeeze_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let original = shape
    return become("SqueezeBackward3", seen { $0.squeeze() }, at: CallSite(file, line)) { $0.reshape(original) }
  }

  /// Removes one dimension if its size is 1, in place: PyTorch's `squeeze_`.
  @discardableResult
  public final func squeeze_(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let original = shape
    let view = seen { $0.squeeze(dim, file: file, line: line) }
    return become("SqueezeBackward4", view, at: CallSite(file, line)) { $0.reshape(original) }
  }

  /// Removes some dimensions, those of them whose size is 1, in place: PyTorch's `squeeze_`.
  @discardableResult
  public final func squeeze_(_ dims: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let original = shape
    let view = seen { $0.squeeze(dims, file: file, line: line) }
    return become("SqueezeBackward5", view, at: CallSite(file, line)) { $0.reshape(original) }
  }

  /// Adds a dimension of size 1 before position `dim`, in place: PyTorch's `unsqueeze_`.
  @discardableResult
  public final func unsqueeze_(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let original = shape
    let view = seen { $0.unsqueeze(dim, file: file, line: line) }
    return become("UnsqueezeBackward1", view, at: CallSite(file, line)) { $0.reshape(original) }
  }

  /// Exchanges two dimensions, in place: PyTorch's `transpose_`.
  @discardableResult
  public final func transpose_(_ a: Int, _ b: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let view = seen { $0.transpose(a, b, file: file, line: line) }
    return become("TransposeBackward1", view, at: CallSite(file, line)) { $0.transpose(a, b) }
  }

  /// Transposes a matrix in place; a vector stays as it is: PyTorch's `t_`.
  @discardableResult
  public final func t_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if dim > 2 { fail("t_() expects a tensor with <= 2 dimensions, but self is \(dim)D", at: CallSite(file, line)) }
    return become("TBackward1", seen { $0.t() }, at: CallSite(file, line)) { $0.t() }
  }

  /// The same as `transpose_`, under NumPy's name: PyTorch's `swapaxes_`.
  @discardableResult
  public final func swapaxes_(_ a: Int, _ b: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    transpose_(a, b, file: file, line: line)
  }

  /// The same as `transpose_`: PyTorch's `swapdims_`.
  @discardableResult
  public final func swapdims_(_ a: Int, _ b: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    transpose_(a, b, file: file, line: line)
  }

  /// Shows other elements of the storage, in place: PyTorch's `as_strided_`.
  @discardableResult
  public final func asStrided_(
    _ size: [Int], _ stride: [Int], offset: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let source = Geometry(self)
    let view = seen { $0.asStrided(size, stride, offset: offset, file: file, line: line) }
    let target = Geometry(view)
    return become("AsStridedBackward1", view, at: CallSite(file, line)) { Tensor.asStridedGradient($0, from: source, to: target) }
  }

  /// Gives this tensor other sizes, row-major, on its memory, which grows if it must; what is new has no particular values: PyTorch's
  /// `resize_`.
  ///
  /// - Parameters:
  ///   - shape: The new sizes.
  ///   - memoryFormat: How the dimensions follow each other; the same sizes keep their strides where it is left out.
  /// - Precondition: The tensor requires no grad, and its memory is not shared with a Swift array if it must grow.
  @discardableResult
  public final func resize_(
    _ shape: [Int], memoryFormat: MemoryFormat = .contiguous, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if requiresGrad { fail("cannot resize variables that require grad", at: site) }
    if shape.contains(where: { $0 < 0 }) { fail("numel: integer multiplication overflow", at: site) }
    let target = Dimensions(shape)
    let strides = target == sizes && memoryFormat == .contiguous ? steps : memoryFormat.strides(of: target, like: self, at: site)
    let needed = Storage.byteCount(target, strides, offset: target.product == 0 ? 0 : offset, dtype, at: site)
    if needed > storage.byteCount { storage.grow(to: needed, at: site) }
    adoptData(of: alias(sizes: target, strides: strides, offset: offset))
    bumpVersion()
    return self
  }

  /// Gives this tensor other sizes, as `x.resize_(2, 3)`: PyTorch's `resize_`.
  @discardableResult
  public final func resize_(_ shape: Int..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    resize_(shape, file: file, line: line)
  }

  /// Gives this tensor another's sizes: PyTorch's `resize_as_`. `memoryFormat: .preserve` takes over the order of its strides as well.
  @discardableResult
  public final func resizeAs_(
    _ other: Tensor, memoryFormat: MemoryFormat = .contiguous, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if memoryFormat != .preserve { return resize_(other.shape, memoryFormat: memoryFormat, file: file, line: line) }
    let format: MemoryFormat =
      other.isContiguous(memoryFormat: .channelsLast)
      ? .channelsLast : other.isContiguous(memoryFormat: .channelsLast3d) ? .channelsLast3d : .contiguous
    return resize_(other.shape, memoryFormat: format, file: file, line: line)
  }
}
