import CKernels

extension Tensor {
  /// The same values in another dtype, outside of the graph; this tensor itself if that is its dtype.
  @inline(__always)
  final func converted(to dtype: DType) -> Tensor {
    dtype == self.dtype ? self : conversion(to: dtype)
  }

  private final func conversion(to dtype: DType) -> Tensor {
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    Tensor.run(gb_cast(self.dtype.kernel, dtype.kernel), output, self)
    return output
  }

  /// A copy outside of the graph with the given strides.
  final func cloned(strides: Dimensions) -> Tensor {
    let output = Tensor.empty(strided: sizes, strides, dtype, device)
    output.write(self)
    return output
  }

  /// Overwrites the memory with another tensor's values, which broadcast.
  final func write(_ source: Tensor) {
    if isMeta { return }
    let isOneRun = isRowMajor && source.isRowMajor && (source.numel == numel || source.numel == 1)
    if source.dtype == dtype && !isOneRun {
      StridedCopy(self, source).run(to: bytes, from: source.bytes)
      return
    }
    Tensor.run(gb_cast(source.dtype.kernel, dtype.kernel), self, source)
  }

  /// A copy with memory of its own that the graph knows of: PyTorch's `clone`. A dense tensor keeps its strides.
  public final func clone() -> Tensor { copied(strides: preservedStrides) }

  /// A copy in the given format: PyTorch's `clone(memory_format=...)`.
  public final func clone(memoryFormat: MemoryFormat, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    copied(strides: memoryFormat.strides(of: sizes, like: self, at: CallSite(file, line)))
  }

  /// This tensor if it is row-major without gaps, else a copy that is: PyTorch's `contiguous`.
  public final func contiguous() -> Tensor { isRowMajor ? self : copied(strides: sizes.contiguousStrides) }

  /// This tensor if it has the given format, else a copy that has: PyTorch's `contiguous(memory_format=...)`.
  public final func contiguous(memoryFormat: MemoryFormat, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if memoryFormat == .preserve {
      fail("preserve memory format is unsupported by the contiguous operator", at: CallSite(file, line))
    }
    let strides = memoryFormat.strides(of: sizes, like: self, at: CallSite(file, line))
    return isContiguous(memoryFormat: memoryFormat) ? self : copied(strides: strides)
  }

  private final func copied(strides: Dimensions) -> Tensor {
    let output = cloned(strides: strides)
    if isRecorded { output.setHistory(OperatorNode("CloneBackward0", self) { _, g in Gradients(g) }) }
    return output
  }

  /// This tensor if it has the given format, else a copy that has: PyTorch's `to(memory_format=...)`.
  public final func to(memoryFormat: MemoryFormat, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if memoryFormat == .preserve { return self }
    let strides = memoryFormat.strides(of: sizes, like: self, at: CallSite(file, line))
    if isContiguous(memoryFormat: memoryFormat) { return self }
    let output = cloned(strides: strides)
    if isRecorded { output.setHistory(OperatorNode("ToCopyBackward0", self) { _, g in Gradients(g) }) }
    return output
  }

  /// Overwrites this tensor's values with another's, which broadcast and are converted: PyTorch's `copy_`. Gradients go to the source.
  @discardableResult
  public final func copy_(_ source: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    var node: OperatorNode?
    if GradMode.isEnabled && (requiresGrad || source.requiresGrad) && dtype.isFloatingPoint {
      checkInPlace(at: site)
      node = OperatorNode("torch::autograd::CopyBackwards", self, source) { s, g in
        Gradients(s.needs(0) ? Tensor.zerosLike(g) : nil, g)
      }
    }
    if source !== self {
      MemoryOverlap.refuseInternal(self, at: site)
      MemoryOverlap.refusePartial(self, source, at: site)
      let common = Broadcasting.sizes(self, source, at: site)
      if common != sizes { fail("output with shape \(sizes) doesn't match the broadcast shape \(common)", at: site) }
      if source.isMeta && !isMeta { fail(Storage.noData, at: site) }
      write(source)
    }
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }

  /// Sets every element to a number: PyTorch's `fill_`.
  @discardableResult
  public final func fill_(_ value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    let number = Tensor(number: value.scalar)
    number.refuseOverflow(in: dtype, at: site)
    return overwrite("FillBackward2", with: number, at: site)
  }

  /// Sets every element to the one of a tensor without dimensions: PyTorch's `fill_`. The gradient goes to it.
  @discardableResult
  public final func fill_(_ value: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if value.dim != 0 {
      fail("fill_ only supports 0-dimension value tensor but got tensor with \(value.dim) dimensions.", at: site)
    }
    return overwrite("FillBackward3", with: value, at: site)
  }

  /// A tensor of the same shape and dtype with a number everywhere: PyTorch's `torch.fill`.
  public final func fill(_ value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let number = Tensor(number: value.scalar)
    number.refuseOverflow(in: dtype, at: CallSite(file, line))
    return filled("FillBackward0", with: number, at: CallSite(file, line))
  }

  /// A tensor of the same shape and dtype with the one element of `value` everywhere: PyTorch's `torch.fill`. The gradient goes to it.
  public final func fill(_ value: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if value.dim != 0 {
      fail("fill_ only supports 0-dimension value tensor but got tensor with \(value.dim) dimensions.", at: CallSite(file, line))
    }
    return filled("FillBackward1", with: value, at: CallSite(file, line))
  }

  private final func filled(_ name: String, with value: Tensor, at site: CallSite) -> Tensor {
    if value.isRecorded && !dtype.isFloatingPoint { fail("Autograd not support dtype: \(dtype.scalarTypeName)", at: site) }
    let output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    output.write(value)
    return output.recorded(name, inputs: value.isWrappedNumber ? [self] : [self, value]) { s, g in
      let toSelf = s.needs(0) ? Tensor.zerosLike(g) : nil
      return s.node.edgeCount == 1 ? [toSelf] : [toSelf, s.needs(1) ? g.sum() : nil]
    }
  }

  /// Sets every element to 0: PyTorch's `zero_`.
  @discardableResult
  public final func zero_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwrite("ZeroBackward0", with: Tensor(number: 0), at: CallSite(file, line))
  }

  private final func overwrite(_ name: String, with value: Tensor, at site: CallSite) -> Tensor {
    var node: OperatorNode?
    if GradMode.isEnabled && (requiresGrad || value.requiresGrad) {
      checkInPlace(at: site)
      node = OperatorNode(name, self, value) { s, g in
        Gradients(s.needs(0) ? Tensor.zerosLike(g) : nil, s.needs(1) ? g.sum() : nil)
      }
    }
    // Every element gets the same number: that several are one place does no harm.
    write(value)
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }
}
