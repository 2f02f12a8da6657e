extension Tensor {
  /// The one element as a Double: PyTorch's `item()`.
  ///
  /// - Precondition: The tensor has exactly one element, of whatever shape.
  public final func item(file: StaticString = #filePath, line: UInt = #line) -> Double {
    item(as: Double.self, file: file, line: line)
  }

  /// The one element as a Swift number or bool, as `x.item(as: Int.self)`: PyTorch's `item()`.
  public final func item<Element: TensorScalar>(
    as type: Element.Type, file: StaticString = #filePath, line: UInt = #line
  ) -> Element {
    if numel != 1 { fail("a Tensor with \(numel) elements cannot be converted to Scalar", at: CallSite(file, line)) }
    if isMeta { fail("Tensor.item() cannot be called on meta tensors", at: CallSite(file, line)) }
    return firstElement(as: Element.self)
  }

  /// The first element, whatever dtype it has. The tensor that it is converted in must live until it is read: nobody else holds it.
  final func firstElement<Element: TensorScalar>(as type: Element.Type) -> Element {
    let source = converted(to: Element.dtype)
    return withExtendedLifetime(source) { source.bytes.load(as: Element.self) }
  }

  /// The elements in row-major order as a Swift array, converted to its element type: PyTorch's `numpy()`.
  ///
  /// - Precondition: The tensor does not require grad, so that nothing is lost from the graph unseen: `detach()` first.
  public final func array<Element: TensorScalar>(
    of type: Element.Type, file: StaticString = #filePath, line: UInt = #line
  ) -> [Element] {
    if requiresGrad {
      fail("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.", at: CallSite(file, line))
    }
    if isMeta { fail(Storage.noData, at: CallSite(file, line)) }
    let source = converted(to: Element.dtype).contiguous()
    return withExtendedLifetime(source) {
      Array(UnsafeBufferPointer(start: source.bytes.assumingMemoryBound(to: Element.self), count: numel))
    }
  }
}
