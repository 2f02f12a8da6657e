/// Where a tensor's bytes lie: PyTorch's `torch.device`.
///
/// On `.meta` they lie nowhere: a tensor there has a shape, strides and a dtype, and operators on it find out those of their results
/// without computing any.
///
///     let x = Tensor.empty(1_000_000, 1_000_000, device: .meta)
///     print(x.mm(x).sum(0))  // tensor(..., device='meta', size=(1000000,))
///
/// What the values decide can't be found out without them, and traps as in PyTorch: a number or a text (`item`, `array`, `equal`), a size
/// (`nonzero`, `maskedSelect`, `unique`, `bincount`, a mask in brackets), where a part begins (`narrow` at a tensor). Preconditions on
/// values, such as an index's bounds, are not checked.
public enum Device: Hashable, Sendable, CustomStringConvertible {
  /// In this process's memory.
  case cpu
  /// Shapes, strides and dtypes without data.
  case meta

  /// As PyTorch names it: `cpu`.
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .meta: "meta"
    }
  }
}

/// How an operator serves `Device.meta`: it allocates what it computes where its inputs are (`OutputLayout`, `Tensor.empty(_:_:_:)` with
/// `Device.common`, `newZeros`), and computes nothing where the output `isMeta`. `Tensor.run` and `Reduction` see to both, so an operator
/// made of them has nothing to do; one with a loop of its own returns before it asks for `bytes`, which a tensor without data refuses. A
/// derivative takes its temporaries from the gradient (`newZeros`), so that they lie where it does. `conformance --meta` holds every operator
/// of the traces to it.
extension Device {
  /// Where the result of an operator on these tensors lies. A single number may stay in memory beside tensors without data.
  static func common(_ tensors: Tensor..., at site: CallSite? = nil) -> Device { common(tensors, at: site) }

  @inline(__always)
  static func common(_ a: Tensor, _ b: Tensor, at site: CallSite? = nil) -> Device {
    a.isMeta || b.isMeta ? common([a, b], at: site) : .cpu
  }

  static func common(_ tensors: [Tensor], at site: CallSite? = nil) -> Device {
    if !tensors.contains(where: { $0.isMeta }) { return .cpu }
    let expected = tensors.first { $0.isMeta || $0.dim > 0 }!.device
    for tensor in tensors where tensor.device != expected && (tensor.isMeta || tensor.dim > 0) {
      fail("Tensor on device \(tensor.device) is not on the expected device \(expected)!", at: site)
    }
    return expected
  }
}

extension Tensor {
  /// The values in another place, a copy unless they are there: PyTorch's `to(device)`.
  ///
  /// - Precondition: What has no data can't be copied out of `.meta`.
  public final func to(_ device: Device, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    if device == self.device { return self }
    let site = CallSite(file, line)
    if isMeta { fail(Storage.noData, at: site) }
    let output = Tensor.empty(strided: sizes, preservedStrides, dtype, device)
    if isRecorded {
      output.setHistory(OperatorNode("ToCopyBackward0", self) { _, g in Gradients(g.to(.cpu, file: site.file, line: site.line)) })
    }
    return output
  }

  /// In this process's memory: PyTorch's `cpu()`.
  public final func cpu(file: StaticString = #filePath, line: UInt = #line) -> Tensor { to(.cpu, file: file, line: line) }
}
