import Autograd

extension Variable: CustomStringConvertible {
  /// As PyTorch 0.3.1 printed it: `Variable containing:`, the values, and the type with the size.
  public var description: String {
    (self is LegacyParameter ? "Parameter containing:" : "Variable containing:") + data.legacyDescription
  }
}

extension Tensor {
  /// As PyTorch 0.3.1 printed a tensor: an empty line, the values, and `[torch.FloatTensor of size 2x3]`.
  public var legacyDescription: String {
    let typeName = dtype.legacyTypeName
    if dim == 0 || numel == 0 { return "\n[\(typeName) with no dimension]\n" }
    let values = noGrad { detach().to(.float64).contiguous().view(-1) }.array(of: Double.self)
    let shape = self.shape
    let text =
      switch shape.count {
      case 1: LegacyLayout.vector(values)
      case 2: LegacyLayout.matrix(values[...], rows: shape[0], columns: shape[1])
      default: LegacyLayout.tensor(values, shape)
      }
    return "\n\(text)[\(typeName) of size \(shape.map(String.init).joined(separator: "x"))]\n"
  }
}
