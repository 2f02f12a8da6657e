extension Tensor {
  /// A sample of the distribution whose unnormalised logarithms of probabilities these are, made differentiable, after Jang, Gu and Poole
  /// (2017): PyTorch's `nn.functional.gumbel_softmax`.
  ///
  /// - Parameters:
  ///   - tau: The temperature: the smaller it is, the nearer the result is to 0 and 1.
  ///   - hard: Whether the result is 1 at one place and 0 elsewhere. The gradient is that of the soft result.
  ///   - dim: The dimension along which the result sums to 1.
  ///   - generator: Where the numbers come from: the default one, if left out.
  public final func gumbelSoftmax(
    tau: Double = 1, hard: Bool = false, dim: Int = -1, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let noise = noGrad { Tensor.emptyLike(contiguous()).exponential_(generator: generator, file: file, line: line).log_().neg_() }
    let soft = add(noise, file: file, line: line).div(tau).softmax(dim, file: file, line: line)
    if !hard { return soft }
    let place = noGrad { soft.argmax(dim, keepdim: true) }
    return Tensor.zerosLike(soft.detach()).scatter_(dim, place, 1).sub(soft.detach()).add(soft)
  }
}
