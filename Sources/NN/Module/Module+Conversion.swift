import Autograd

/// Moving a module: parameters, buffers and gradients get other memory and stay the same tensors, so an optimizer goes on with them. Plain
/// tensors in properties are left alone.
///
/// PyTorch's parameters stay the same between dtypes too, but where they go to `.meta` or come from it, it puts new ones in their place,
/// and new buffers always. Nobody but a class itself can put another object into its stored properties, so here they stay.
extension Module {
  /// Converts the parameters and buffers that are of a floating dtype to another one: PyTorch's `to(dtype)`.
  @discardableResult
  public final func to(_ dtype: DType, file: StaticString = #filePath, line: UInt = #line) -> Self {
    if !dtype.isFloatingPoint {
      fail("nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=\(dtype)", at: CallSite(file, line))
    }
    return convertTensors { $0.dtype.isFloatingPoint ? $0.to(dtype) : $0 }
  }

  /// Moves the parameters and buffers to another device: PyTorch's `to(device)`.
  ///
  /// - Precondition: None is on `.meta`, unless that is where they go: there is nothing to copy. See `toEmpty(device:)`.
  @discardableResult
  public final func to(_ device: Device, file: StaticString = #filePath, line: UInt = #line) -> Self {
    convertTensors { tensor in
      if tensor.device == .meta && device != .meta {
        fail(
          "Cannot copy out of meta tensor; no data! Please use torch.nn.Module.to_empty() instead of torch.nn.Module.to() when moving "
            + "module from meta to a different device.", at: CallSite(file, line))
      }
      return tensor.to(device)
    }
  }

  /// Moves the parameters and buffers to a device without their values, which are unspecified afterwards: PyTorch's `to_empty`.
  @discardableResult
  public final func toEmpty(device: Device) -> Self { convertTensors { Tensor.emptyLike($0, device: device) } }

  /// Moves the parameters and buffers to this process's memory: PyTorch's `cpu()`.
  @discardableResult
  public final func cpu(file: StaticString = #filePath, line: UInt = #line) -> Self { to(.cpu, file: file, line: line) }

  /// Converts floating parameters and buffers to float32: PyTorch's `float()`.
  @discardableResult
  public final func float() -> Self { to(.float32) }

  /// Converts floating parameters and buffers to float64: PyTorch's `double()`.
  @discardableResult
  public final func double() -> Self { to(.float64) }

  /// Converts floating parameters and buffers to float16: PyTorch's `half()`.
  @discardableResult
  public final func half() -> Self { to(.float16) }

  /// Converts floating parameters and buffers to bfloat16: PyTorch's `bfloat16()`.
  @discardableResult
  public final func bfloat16() -> Self { to(.bfloat16) }

  private final func convertTensors(_ convert: (Tensor) -> Tensor) -> Self {
    noGrad {
      for parameter in parameters() {
        replaceData(of: parameter, convert)
        if let gradient = parameter.grad { replaceData(of: gradient, convert) }
      }
      for buffer in buffers() { replaceData(of: buffer, convert) }
    }
    return self
  }

  private final func replaceData(of tensor: Tensor, _ convert: (Tensor) -> Tensor) {
    let old = tensor.data
    let new = convert(old)
    if new !== old { tensor.data = new }
  }
}
