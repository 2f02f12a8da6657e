import Autograd

/// A table of vectors looked up by number: PyTorch's `nn.Embedding`. Indices of shape (*) give (*, embeddingDim).
open class Embedding: Module {
  /// How many vectors there are.
  public final let numEmbeddings: Int
  /// How long they are.
  public final let embeddingDim: Int
  /// The vector that stays zero and gets no gradient.
  public final let paddingIdx: Int?
  /// The length to which a longer vector is cut, in place, when it is looked up.
  public final let maxNorm: Scalar?
  /// The exponent of that length's norm.
  public final let normType: Scalar
  /// Whether gradients are divided by how often their vector was looked up.
  public final let scaleGradByFreq: Bool
  /// (numEmbeddings, embeddingDim).
  public final var weight: Parameter

  /// A table of normally distributed numbers.
  ///
  /// - Parameters:
  ///   - numEmbeddings: How many vectors there are.
  ///   - embeddingDim: Their length.
  ///   - paddingIdx: Counted from the end if it is negative.
  ///   - maxNorm: The length to which longer vectors are cut when they are looked up; nil for any.
  ///   - normType: The exponent of the norm by which `maxNorm` measures.
  ///   - scaleGradByFreq: Whether gradients are divided by how often their vector was looked up.
  ///   - dtype: The dtype of the vectors.
  ///   - device: Where the vectors are.
  public init(
    _ numEmbeddings: Int, _ embeddingDim: Int, paddingIdx: Int? = nil, maxNorm: Scalar? = nil, normType: some TensorScalar = 2.0,
    scaleGradByFreq: Bool = false, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #filePath, line: UInt = #line
  ) {
    self.numEmbeddings = numEmbeddings
    self.embeddingDim = embeddingDim
    self.paddingIdx = Self.wrapped(paddingIdx, numEmbeddings, at: CallSite(file, line))
    self.maxNorm = maxNorm
    self.normType = normType.scalar
    self.scaleGradByFreq = scaleGradByFreq
    weight = Parameter(Tensor.empty([numEmbeddings, embeddingDim], dtype: dtype, device: device))
    super.init()
    resetParameters()
  }

  /// A table of given vectors: PyTorch's `Embedding.from_pretrained`.
  ///
  /// - Parameters:
  ///   - embeddings: The vectors, (count, length), whose memory becomes the weight's.
  ///   - freeze: Whether they stay as they are.
  ///   - paddingIdx: The vector that gets no gradient; counted from the end if it is negative.
  ///   - maxNorm: The length to which longer vectors are cut when they are looked up; nil for any.
  ///   - normType: The exponent of the norm by which `maxNorm` measures.
  ///   - scaleGradByFreq: Whether gradients are divided by how often their vector was looked up.
  public init(
    fromPretrained embeddings: Tensor, freeze: Bool = true, paddingIdx: Int? = nil, maxNorm: Scalar? = nil,
    normType: some TensorScalar = 2.0, scaleGradByFreq: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) {
    if embeddings.dim != 2 { fail("Embeddings parameter is expected to be 2-dimensional", at: CallSite(file, line)) }
    numEmbeddings = embeddings.shape[0]
    embeddingDim = embeddings.shape[1]
    self.paddingIdx = Self.wrapped(paddingIdx, embeddings.shape[0], at: CallSite(file, line))
    self.maxNorm = maxNorm
    self.normType = normType.scalar
    self.scaleGradByFreq = scaleGradByFreq
    weight = Parameter(embeddings, requiresGrad: !freeze)
  }

  static func wrapped(_ paddingIdx: Int?, _ count: Int, at site: CallSite) -> Int? {
    guard let paddingIdx else { return nil }
    if paddingIdx >= count || paddingIdx < -count { fail("Padding_idx must be within num_embeddings", at: site) }
    return paddingIdx < 0 ? count + paddingIdx : paddingIdx
  }

  /// Draws the vectors anew.
  open func resetParameters() {
    Init.normal_(weight)
    fillPadding(paddingIdx, of: weight)
  }

  /// The vectors of the indices.
  open override func forward(_ input: Tensor) -> Tensor {
    input.embedding(
      weight, paddingIdx: paddingIdx, maxNorm: maxNorm?.double, normType: normType.double, scaleGradByFreq: scaleGradByFreq)
  }

  /// `10, 3, padding_idx=1`.
  open override var extraRepr: String {
    var text = "\(numEmbeddings), \(embeddingDim)"
    if let paddingIdx { text += ", padding_idx=\(paddingIdx)" }
    if let maxNorm { text += ", max_norm=\(Printed.number(maxNorm))" }
    if normType.double != 2 { text += ", norm_type=\(Printed.number(normType))" }
    if scaleGradByFreq { text += ", scale_grad_by_freq=True" }
    return text
  }
}

/// Sums, means or maxima of groups of vectors looked up by number: PyTorch's `nn.EmbeddingBag`.
open class EmbeddingBag: Module {
  /// How many vectors there are.
  public final let numEmbeddings: Int
  /// How long they are.
  public final let embeddingDim: Int
  /// The length to which a longer vector is cut, in place, when it is looked up.
  public final let maxNorm: Scalar?
  /// The exponent of that length's norm.
  public final let normType: Scalar
  /// Whether gradients are divided by how often their vector was looked up.
  public final let scaleGradByFreq: Bool
  /// What is made of a group.
  public final let mode: EmbeddingBagMode
  /// Whether the last of the offsets is where the last group ends.
  public final let includeLastOffset: Bool
  /// An index that counts for nothing.
  public final let paddingIdx: Int?
  /// (numEmbeddings, embeddingDim).
  public final var weight: Parameter

  /// A table of normally distributed numbers.
  public init(
    _ numEmbeddings: Int, _ embeddingDim: Int, maxNorm: Scalar? = nil, normType: some TensorScalar = 2.0, scaleGradByFreq: Bool = false,
    mode: EmbeddingBagMode = .mean, includeLastOffset: Bool = false, paddingIdx: Int? = nil, dtype: DType = .float32,
    device: Device = .cpu, file: StaticString = #filePath, line: UInt = #line
  ) {
    self.numEmbeddings = numEmbeddings
    self.embeddingDim = embeddingDim
    self.maxNorm = maxNorm
    self.normType = normType.scalar
    self.scaleGradByFreq = scaleGradByFreq
    self.mode = mode
    self.includeLastOffset = includeLastOffset
    self.paddingIdx = Embedding.wrapped(paddingIdx, numEmbeddings, at: CallSite(file, line))
    weight = Parameter(Tensor.empty([numEmbeddings, embeddingDim], dtype: dtype, device: device))
    super.init()
    resetParameters()
  }

  /// Draws the vectors anew.
  open func resetParameters() {
    Init.normal_(weight)
    fillPadding(paddingIdx, of: weight)
  }

  /// Of indices (B, N), each row of which is a group.
  open override func forward(_ input: Tensor) -> Tensor { bags(input, nil, nil) }

  /// Of indices (N) and the offsets (B) at which groups begin.
  open override func forward(_ input: Tensor, _ offsets: Tensor) -> Tensor { bags(input, offsets, nil) }

  /// Runs the hooks and the layer, with a factor for each index.
  public final func callAsFunction(
    _ input: Tensor, _ offsets: Tensor?, perSampleWeights: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer { runHooks(around: input) { inputs in [bags(inputs[0], offsets, perSampleWeights)] }[0] }
  }

  private final func bags(_ input: Tensor, _ offsets: Tensor?, _ perSampleWeights: Tensor?) -> Tensor {
    input.embeddingBag(
      weight, offsets, maxNorm: maxNorm?.double, normType: normType.double, scaleGradByFreq: scaleGradByFreq, mode: mode,
      perSampleWeights: perSampleWeights, includeLastOffset: includeLastOffset, paddingIdx: paddingIdx)
  }

  /// `10, 3, mode='mean'`.
  open override var extraRepr: String {
    var text = "\(numEmbeddings), \(embeddingDim)"
    if let maxNorm { text += ", max_norm=\(Printed.number(maxNorm))" }
    if normType.double != 2 { text += ", norm_type=\(Printed.number(normType))" }
    if scaleGradByFreq { text += ", scale_grad_by_freq=True" }
    text += ", mode='\(mode)'"
    if let paddingIdx { text += ", padding_idx=\(paddingIdx)" }
    return text
  }
}

/// Makes the vector that stands for padding zero.
private func fillPadding(_ paddingIdx: Int?, of weight: Tensor) {
  guard let paddingIdx, weight.device != .meta else { return }
  noGrad { _ = weight[paddingIdx].fill_(0) }
}
