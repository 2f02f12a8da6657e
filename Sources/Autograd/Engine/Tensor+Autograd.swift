extension Tensor {
  /// The gradient that `backward()` accumulated in this leaf, or in any tensor after `retainGrad()`; nil before that.
  ///
  /// Setting it replaces it; a gradient must have this tensor's shape and dtype.
  public final var grad: Tensor? {
    get { gradient }
    set {
      if let newValue {
        if newValue.sizes != sizes {
          fail(
            "attempting to assign a gradient of size '\(newValue.sizes)' to a tensor of size '\(sizes)'. Please ensure that the "
              + "gradient and the tensor are the same size")
        }
        if newValue.device != device {
          fail(
            "attempting to assign a gradient with device type '\(newValue.device)' to a tensor with device type '\(device)'. Please ensure "
              + "that the gradient and the tensor are on the same device")
        }
        if newValue.dtype != dtype {
          fail(
            "attempting to assign a gradient with dtype '\(newValue.dtype.cName)' to a tensor with grad_dtype '\(dtype.scalarTypeName)'. "
              + "The gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype "
              + "attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a "
              + "tensor and its gradient may break downstream systems that assume they match.")
        }
      }
      gradient = newValue
    }
  }

  /// Sets whether operators on this leaf are recorded, in place: PyTorch's `requires_grad_()`.
  ///
  /// - Precondition: Only floating types can require grad, and a tensor that an operator computed cannot stop requiring it.
  @discardableResult
  public final func requiresGrad_(_ on: Bool = true, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if !on && !isLeaf {
      fail(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't "
          + "require differentiation use var_no_grad = var.detach().", at: CallSite(file, line))
    }
    if on && !dtype.isFloatingPoint {
      fail("only Tensors of floating point dtype can require gradients", at: CallSite(file, line))
    }
    if on && isInference && !isInferenceModeEnabled {
      fail("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.", at: CallSite(file, line))
    }
    startRequiringGrad(on)
    return self
  }

  /// Asks for the `grad` of a tensor that is no leaf: PyTorch's `retain_grad()`. For a leaf it does nothing.
  public final func retainGrad(file: StaticString = #filePath, line: UInt = #line) {
    guard requiresGrad else {
      fail("can't retain_grad on Tensor that has requires_grad=False", at: CallSite(file, line))
    }
    guard let node = gradFn else { return }
    let meta = materializeMeta()
    if meta.retainsGrad { return }
    meta.retainsGrad = true
    node.materializeExtras().retainedOutputs.append(RetainedOutput(tensor: self, outputNumber: outputNumber))
  }

  /// Whether `retainGrad()` was asked of this tensor, which is no leaf: PyTorch's `retains_grad`.
  public final var retainsGrad: Bool { meta?.retainsGrad ?? false }

  /// A tensor on the same memory that stands outside of the graph: PyTorch's `detach()`.
  ///
  /// The two share a version counter: a write through one is noticed when the other was saved for `backward()`.
  public final func detach() -> Tensor {
    let result = alias(sizes: sizes, strides: steps, offset: offset)
    if !isInference { result.shareVersion(with: self) }
    return result
  }

  /// Takes this tensor itself out of the graph: it becomes a leaf that requires no grad. PyTorch's `detach_()`.
  @discardableResult
  public final func detach_(file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if isView {
      fail(
        "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and "
          + "gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these "
          + "gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.",
        at: CallSite(file, line))
    }
    requiresGradFlag = false
    recordedGradFn = nil
    outputNumber = 0
    return self
  }

  /// The same memory, outside of the graph and *with a version counter of its own*: PyTorch's `data`.
  ///
  /// A write through it is not noticed by autograd: if the old values were saved, the gradient is wrong in silence. Prefer `detach()`.
  /// Assigning replaces this tensor's memory, shape and dtype, and keeps its place in the graph and its version.
  public final var data: Tensor {
    get { alias(sizes: sizes, strides: steps, offset: offset) }
    set {
      if requiresGrad && !newValue.dtype.isFloatingPoint {
        fail("data set to a tensor that requires gradients must be floating point or complex dtype")
      }
      let isAnotherKind = newValue.dtype != dtype || newValue.device != device
      adoptData(of: newValue)
      if isAnotherKind && requiresGradFlag { replaceAccumulator() }
    }
  }
}

extension DType {
  /// The name of the type in C++, which some messages use.
  var cName: String {
    switch self {
    case .float64: "double"
    case .float32: "float"
    case .float16: "c10::Half"
    case .bfloat16: "c10::BFloat16"
    case .int64: "long int"
    case .int32: "int"
    case .int16: "short int"
    case .int8: "signed char"
    case .uint8: "unsigned char"
    case .bool: "bool"
    }
  }
}
