extension Tensor {
  /// Tensors joined along a dimension that exists: PyTorch's `torch.cat`. `dim: -1` is the last one.
  ///
  /// - Precondition: All sizes but those along `dim` agree. The dtype is promoted.
  public static func cat(_ tensors: [Tensor], dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    if tensors.isEmpty { fail("torch.cat(): expected a non-empty list of Tensors", at: site) }
    if let i = tensors.firstIndex(where: { $0.dim == 0 }) {
      fail("zero-dimensional tensor (at position \(i)) cannot be concatenated", at: site)
    }
    // An empty vector joins with anything.
    let shaped = tensors.filter { $0.sizes != [0] }
    let first = shaped.first ?? tensors[0]
    let dim = first.wrapped(dim, at: site)
    var sizes = first.sizes
    sizes[dim] = 0
    for (i, tensor) in tensors.enumerated() where tensor.sizes != [0] || tensor === first {
      if tensor.dim != first.dim {
        fail("Tensors must have same number of dimensions: got \(first.dim) and \(tensor.dim)", at: site)
      }
      for d in sizes.indices where d != dim && tensor.sizes[d] != sizes[d] {
        fail(
          "Sizes of tensors must match except in dimension \(dim). Expected size \(sizes[d]) but got size \(tensor.sizes[d]) for tensor "
            + "number \(i) in the list.", at: site)
      }
      sizes[dim] += tensor.sizes[dim]
    }
    var type = ResultType()
    for tensor in tensors { type.add(tensor) }
    let output = Tensor(uninitialized: sizes, type.dtype)
    let lengths = tensors.map { $0.sizes == [0] && first.sizes != [0] ? 0 : $0.sizes[dim] }
    var start = 0
    for (tensor, length) in zip(tensors, lengths) where length > 0 {
      var part = sizes
      part[dim] = length
      output.alias(sizes: part, strides: output.steps, offset: start * output.steps[dim]).write(tensor)
      start += length
    }
    if GradMode.isEnabled && tensors.contains(where: \.requiresGrad) {
      let shapes = tensors.map(\.sizes)
      output.setHistory(
        OperatorNode("CatBackward0", inputs: tensors) { s, g in
          var gradients = Gradients(count: lengths.count)
          var start = 0
          for (i, length) in lengths.enumerated() {
            if s.needs(i) {
              gradients[i] = length == 0 ? zeros(shapes[i].array, dtype: g.dtype) : g.narrow(dim, start, length)
            }
            start += length
          }
          return gradients
        })
    }
    return output
  }

  /// Tensors of one shape joined along a *new* dimension: PyTorch's `torch.stack`.
  public static func stack(_ tensors: [Tensor], dim: Int = 0, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let site = CallSite(file, line)
    guard let first = tensors.first else { fail("stack expects a non-empty TensorList", at: site) }
    let dim = first.wrapped(dim, extra: 1, at: site)
    for (i, tensor) in tensors.enumerated() where tensor.sizes != first.sizes {
      fail(
        "stack expects each tensor to be equal size, but got \(first.sizes) at entry 0 and \(tensor.sizes) at entry \(i)", at: site)
    }
    let output = noGrad { cat(tensors.map { $0.unsqueeze(dim) }, dim: dim, file: file, line: line) }
    if GradMode.isEnabled && tensors.contains(where: \.requiresGrad) {
      output.setHistory(
        OperatorNode("StackBackward0", inputs: tensors) { _, g in Gradients(g.unbind(dim).map { $0 }) })
    }
    return output
  }
}
