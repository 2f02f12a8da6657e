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
    let output = Tensor.empty(strided: sizes, strides, dtype)
    output.write(self)
    return output
  }

  /// Overwrites the memory with another tensor's values, which broadcast.
  final func write(_ source: Tensor) {
    Tensor.run(gb_cast(source.dtype.kernel, dtype.kernel), self, source)
  }

  /// A copy with memory of its own that the graph knows of: PyTorch's `clone`. A dense tensor keeps its strides.
  public final func clone() -> Tensor {
    let output = cloned(strides: isNonOverlappingAndDense ? steps : OutputLayout.tensor(sizes, like: self, dtype: dtype).steps)
    if isRecorded { output.setHistory(OperatorNode("CloneBackward0", self) { _, g in Gradients(g) }) }
    return output
  }

  /// This tensor if it is row-major without gaps, else a copy that is: PyTorch's `contiguous`.
  public final func contiguous() -> Tensor {
    if isRowMajor { return self }
    let output = cloned(strides: sizes.contiguousStrides)
    if isRecorded { output.setHistory(OperatorNode("CloneBackward0", self) { _, g in Gradients(g) }) }
    return output
  }

  /// The values in another dtype, rounded or cut as C does; this tensor itself if that is its dtype: PyTorch's `to(dtype)`.
  public final func to(_ dtype: DType) -> Tensor {
    if dtype == self.dtype { return self }
    let output = conversion(to: dtype)
    if isRecorded && dtype.isFloatingPoint {
      let source = self.dtype
      output.setHistory(OperatorNode("ToCopyBackward0", self) { _, g in Gradients(g.to(source)) })
    }
    return output
  }

  /// In float32: PyTorch's `float()`.
  public final func float() -> Tensor { to(.float32) }
  /// In float64: PyTorch's `double()`.
  public final func double() -> Tensor { to(.float64) }
  /// In int64, toward zero: PyTorch's `long()`.
  public final func long() -> Tensor { to(.int64) }
  /// In int32, toward zero: PyTorch's `int()`.
  public final func int() -> Tensor { to(.int32) }
  /// Whether each element is not 0: PyTorch's `bool()`.
  public final func bool() -> Tensor { to(.bool) }

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
      write(source)
    }
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }

  /// Sets every element to a number: PyTorch's `fill_`.
  @discardableResult
  public final func fill_(_ value: some TensorScalar, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    overwrite("FillBackward2", with: Tensor(number: value.scalar), at: CallSite(file, line))
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
