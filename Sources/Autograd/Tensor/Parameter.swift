/// A tensor that a module owns and an optimizer changes: PyTorch's `torch.nn.Parameter`.
///
/// It is a tensor in everything; that it is a `Parameter` is what a module looks at. Stored in a property of a module it appears in
/// `parameters()` and in the state dictionary, and moves with the module. A plain tensor does not, even one that requires grad: so a
/// module can keep an intermediate result.
///
///     let weight = Parameter(Tensor.randn(3, 4))
///     print(weight.requiresGrad)  // true
///
/// Operators on it give plain tensors.
public final class Parameter: Tensor {
  /// Whether the shape is not known yet, because the layer that owns it has not seen an input: PyTorch's `UninitializedParameter`.
  public package(set) var isUninitialized = false

  /// A parameter on the tensor's memory, outside of its graph; the two share a version counter.
  ///
  /// It requires grad even where it is made inside of `noGrad`.
  ///
  /// - Precondition: `data` has a floating dtype, or `requiresGrad` is false.
  public init(_ data: Tensor, requiresGrad: Bool = true, file: StaticString = #filePath, line: UInt = #line) {
    if requiresGrad && !data.dtype.isFloatingPoint {
      fail("Only Tensors of floating point and complex dtype can require gradients", at: CallSite(file, line))
    }
    super.init(storage: data.storage, sizes: data.sizes, strides: data.steps, offset: data.offset, dtype: data.dtype)
    shareMemory(with: data)
    requiresGradFlag = requiresGrad
  }

  /// A parameter with its own copy of numbers: `Parameter([[1.0, 2.0]])`.
  public convenience init(
    _ data: some TensorConvertible, dtype: DType? = nil, requiresGrad: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) {
    self.init(Tensor(data, dtype: dtype, file: file, line: line), requiresGrad: requiresGrad, file: file, line: line)
  }

  /// Becomes the result of a computation, with its place in the graph: what a parametrized weight is while its module computes.
  ///
  /// - Parameter isNew: Whether the values may differ from those it had: a graph that saved these is told.
  package func become(_ result: Tensor, isNew: Bool) {
    if isNew { bumpVersion() }
    data = result.detach()
    recordedGradFn = result.gradFn
    outputNumber = result.outputNumber
    requiresGradFlag = result.requiresGrad && result.gradFn == nil
  }
}

/// A tensor that belongs to a module's state but is not learned, such as a running mean: PyTorch's `torch.nn.Buffer`.
///
/// Stored in a property of a module it appears in `buffers()`, and in the state dictionary if it is persistent, and moves with the
/// module; no optimizer sees it. It is written in place, or replaced by another `Buffer`.
public final class Buffer: Tensor {
  /// Whether the state dictionary holds it.
  public let isPersistent: Bool

  /// Whether the shape is not known yet, because the layer that owns it has not seen an input: PyTorch's `UninitializedBuffer`.
  public package(set) var isUninitialized = false

  /// A buffer on the tensor's memory, outside of its graph; the two share a version counter.
  public init(_ data: Tensor, persistent: Bool = true) {
    isPersistent = persistent
    super.init(storage: data.storage, sizes: data.sizes, strides: data.steps, offset: data.offset, dtype: data.dtype)
    shareMemory(with: data)
    requiresGradFlag = data.requiresGrad
  }

  /// A buffer with its own copy of numbers: `Buffer([0.0, 0.0])`.
  public convenience init(
    _ data: some TensorConvertible, dtype: DType? = nil, persistent: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) {
    self.init(Tensor(data, dtype: dtype, file: file, line: line), persistent: persistent)
  }
}

extension Tensor {
  /// What a tensor made on another's memory takes over from it.
  fileprivate final func shareMemory(with data: Tensor) {
    isInference = data.isInference
    if !isInference { shareVersion(with: data) }
  }
}
