extension Tensor {
  /// This gradient, recorded as depending on other tensors with a slope of 0.
  ///
  /// In PyTorch the gradient of an operator is an operator of the gradient that arrives and of the inputs. So it requires grad if an input
  /// does, even where no input changes it (the gradient of a leaky ReLU is flat in x), and its own gradient is 0 rather than absent.
  final func flat(in others: Tensor?..., name: String) -> Tensor {
    if !Tensor.isRecorded(others) { return self }
    let output = alias(sizes: sizes, strides: steps, offset: offset)
    return output.recorded(name, inputs: [self] + others, saving: others) { s, g in
      [g] + s.tensors.indices.map { s.needs($0 + 1) ? s.optional($0).map { Tensor.zerosLike($0) } : nil }
    }
  }
}
