import Autograd

/// Attention of queries to keys and values in several heads, after Vaswani et al. (2017): PyTorch's `nn.MultiheadAttention`.
///
///     let attention = MultiheadAttention(8, 2, batchFirst: true)
///     let (output, weights) = attention(words, words, words)
///
/// Queries have the shape (L, N, E), keys and values (S, N, E); with `batchFirst` the batch stands first; or there is none.
open class MultiheadAttention: Module {
  /// The size of queries and outputs.
  public final let embedDim: Int
  /// In how many parts of it attention is computed for itself.
  public final let numHeads: Int
  /// The probability with which a weight is dropped in training.
  public final let dropout: Double
  /// Whether the batch is the first dimension, and not the second.
  public final let batchFirst: Bool
  private let addZeroAttn: Bool
  /// What makes queries, keys and values, one below the other, (3E, E); nil where keys or values have a size of their own.
  public final var inProjWeight: Parameter?
  /// (E, E).
  public final var qProjWeight: Parameter?
  /// (E, size of keys).
  public final var kProjWeight: Parameter?
  /// (E, size of values).
  public final var vProjWeight: Parameter?
  /// (3E).
  public final var inProjBias: Parameter?
  /// One more key, (1, 1, E).
  public final var biasK: Parameter?
  /// One more value, (1, 1, E).
  public final var biasV: Parameter?
  /// What puts the heads together.
  public final var outProj: Linear

  /// A layer whose projections are drawn by Xavier's rule.
  ///
  /// - Parameters:
  ///   - embedDim: The size of queries and outputs.
  ///   - numHeads: How many heads there are.
  ///   - dropout: The probability with which a weight is dropped in training.
  ///   - bias: Whether projections have biases.
  ///   - addBiasKV: Whether a learned key and value are added to each sequence.
  ///   - addZeroAttn: Whether a key and value of zeros are added.
  ///   - kdim: The size of keys, if another.
  ///   - vdim: The size of values, if another.
  ///   - batchFirst: Whether the batch is the first dimension, and not the second.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  /// - Precondition: `embedDim` is divisible by `numHeads`.
  public init(
    _ embedDim: Int, _ numHeads: Int, dropout: Double = 0, bias: Bool = true, addBiasKV: Bool = false, addZeroAttn: Bool = false,
    kdim: Int? = nil, vdim: Int? = nil, batchFirst: Bool = false, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    if embedDim <= 0 || numHeads <= 0 {
      fail(
        "embed_dim and num_heads must be greater than 0, got embed_dim=\(embedDim) and num_heads=\(numHeads) instead", at: site)
    }
    if embedDim % numHeads != 0 { fail("embed_dim must be divisible by num_heads", at: site) }
    self.embedDim = embedDim
    self.numHeads = numHeads
    self.dropout = dropout
    self.batchFirst = batchFirst
    self.addZeroAttn = addZeroAttn
    func parameter(_ shape: [Int]) -> Parameter { Parameter(Tensor.empty(shape, dtype: dtype, device: device)) }
    if (kdim ?? embedDim) == embedDim && (vdim ?? embedDim) == embedDim {
      inProjWeight = parameter([3 * embedDim, embedDim])
    } else {
      qProjWeight = parameter([embedDim, embedDim])
      kProjWeight = parameter([embedDim, kdim ?? embedDim])
      vProjWeight = parameter([embedDim, vdim ?? embedDim])
    }
    if bias { inProjBias = parameter([3 * embedDim]) }
    if addBiasKV {
      biasK = parameter([1, 1, embedDim])
      biasV = parameter([1, 1, embedDim])
    }
    outProj = NonDynamicallyQuantizableLinear(embedDim, embedDim, bias: bias, dtype: dtype, device: device)
    super.init()
    resetParameters()
  }

  /// Draws the projections anew, but for the last one's weights.
  open func resetParameters() {
    for weight in [inProjWeight, qProjWeight, kProjWeight, vProjWeight] {
      if let weight { Init.xavierUniform_(weight) }
    }
    if let inProjBias {
      Init.constant_(inProjBias, 0)
      if let bias = outProj.bias { Init.constant_(bias, 0) }
    }
    if let biasK { Init.xavierNormal_(biasK) }
    if let biasV { Init.xavierNormal_(biasV) }
  }

  /// The outputs alone.
  open override func forward(_ query: Tensor, _ key: Tensor, _ value: Tensor) -> Tensor {
    attend(query, key, value, nil, needWeights: false, nil, averages: true, isCausal: false).output
  }

  /// Runs the hooks and the layer.
  ///
  /// - Parameters:
  ///   - query: What asks: (L, N, E), (N, L, E) with `batchFirst`, or (L, E).
  ///   - key: What is compared with the queries: (S, N, E), (N, S, E) with `batchFirst`, or (S, E).
  ///   - value: What is given for each key: (S, N, E), (N, S, E) with `batchFirst`, or (S, E).
  ///   - keyPaddingMask: Which keys don't count, (N, S) or (S): bools, or numbers that are added.
  ///   - needWeights: Whether the weights are wanted.
  ///   - attnMask: Which keys don't count for which queries, (L, S) or (N · heads, L, S): bools, or numbers that are added.
  ///   - averageAttnWeights: Whether the weights are the mean of the heads' ones.
  ///   - isCausal: Says that `attnMask` lets no query see a later key.
  /// - Returns: The outputs, of the queries' shape, and the weights (N, L, S), (N, heads, L, S), or without N.
  public final func callAsFunction(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, keyPaddingMask: Tensor? = nil, needWeights: Bool = true, attnMask: Tensor? = nil,
    averageAttnWeights: Bool = true, isCausal: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (output: Tensor, weights: Tensor?) {
    CallSite(file, line).callingLayer {
      run(
        query, key, value, keyPaddingMask: keyPaddingMask, needWeights: needWeights, attnMask: attnMask,
        averageAttnWeights: averageAttnWeights, isCausal: isCausal)
    }
  }

  /// `callAsFunction`, from within the library.
  final func run(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, keyPaddingMask: Tensor?, needWeights: Bool, attnMask: Tensor?,
    averageAttnWeights: Bool = true, isCausal: Bool = false
  ) -> (output: Tensor, weights: Tensor?) {
    let outputs = runHooks(around: query, key, value) { inputs in
      let (output, weights) = attend(
        inputs[0], inputs[1], inputs[2], keyPaddingMask, needWeights: needWeights, attnMask, averages: averageAttnWeights,
        isCausal: isCausal)
      return [output] + (weights.map { [$0] } ?? [])
    }
    return (outputs[0], outputs.count > 1 ? outputs[1] : nil)
  }

  private final func attend(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, _ keyPaddingMask: Tensor?, needWeights: Bool, _ attnMask: Tensor?, averages: Bool,
    isCausal: Bool
  ) -> (output: Tensor, weights: Tensor?) {
    let isBatch = checkedBatch(query, key, value, keyPaddingMask, attnMask)
    if isCausal && attnMask == nil {
      fail(
        "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method `generate_square_subsequent_mask` to "
          + "create this mask.", at: .insideLayer)
    }
    func batched(_ tensor: Tensor) -> Tensor { isBatch ? (batchFirst ? tensor.transpose(0, 1) : tensor) : tensor.unsqueeze(1) }
    let q = batched(query)
    let k = key === query ? q : batched(key)
    let v = value === key ? k : batched(value)
    var heads = AttentionHeads(numHeads, projected(q, k, v))
    if let biasK, let biasV { heads.append(key: biasK, value: biasV) }
    heads.split()
    if addZeroAttn { heads.appendZeros() }
    let padding = isBatch ? keyPaddingMask : keyPaddingMask?.unsqueeze(0)
    let mask = heads.mask(attention: attnMask, padding: padding, keyCount: k.size(0))
    let share = training ? dropout : 0
    let (mixed, weights) = needWeights ? heads.weighted(mask, dropout: share) : (heads.mixed(mask, dropout: share), nil)
    var output = mixed.linear(outProj.weight, bias: outProj.bias)
    output = isBatch ? (batchFirst ? output.transpose(0, 1) : output) : output.squeeze(1)
    guard var weights else { return (output, nil) }
    if averages { weights = weights.mean(1) }
    return (output, isBatch ? weights : weights.squeeze(0))
  }

  /// Queries, keys and values as the heads see them, next to each other.
  private final func projected(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> (Tensor, Tensor, Tensor) {
    if q.size(-1) != embedDim { fail("was expecting embedding dimension of \(embedDim), but got \(q.size(-1))", at: .insideLayer) }
    let biases = inProjBias?.chunk(3)
    guard let inProjWeight else {
      return (
        q.linear(qProjWeight!, bias: biases?[0]), k.linear(kProjWeight!, bias: biases?[1]), v.linear(vProjWeight!, bias: biases?[2])
      )
    }
    if k.shape != v.shape { fail("key shape \(k.printedShape) does not match value shape \(v.printedShape)", at: .insideLayer) }
    if q === k && k === v {
      let parts = q.linear(inProjWeight, bias: inProjBias).chunk(3, dim: -1)
      return (parts[0], parts[1], parts[2])
    }
    let weights = inProjWeight.chunk(3)
    return (q.linear(weights[0], bias: biases?[0]), k.linear(weights[1], bias: biases?[1]), v.linear(weights[2], bias: biases?[2]))
  }

  private final func checkedBatch(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, _ keyPaddingMask: Tensor?, _ attnMask: Tensor?
  ) -> Bool {
    let rank = query.dim
    if rank != 2 && rank != 3 {
      fail("query should be unbatched 2D or batched 3D tensor but received \(rank)-D query tensor", at: .insideLayer)
    }
    let kind = rank == 3 ? "batched (3-D)" : "unbatched (2-D)"
    if key.dim != rank || value.dim != rank {
      fail(
        "For \(kind) `query`, expected `key` and `value` to be \(rank)-D but found \(key.dim)-D and \(value.dim)-D tensors respectively",
        at: .insideLayer)
    }
    if let keyPaddingMask, keyPaddingMask.dim != rank - 1 {
      fail(
        "For \(kind) `query`, expected `key_padding_mask` to be `None` or \(rank - 1)-D but found \(keyPaddingMask.dim)-D tensor instead",
        at: .insideLayer)
    }
    if let attnMask, attnMask.dim != 2 && attnMask.dim != 3 {
      fail(
        "For \(kind) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found \(attnMask.dim)-D tensor instead", at: .insideLayer)
    }
    return rank == 3
  }
}

/// The linear layer at the end of a `MultiheadAttention`. The name is PyTorch's, which shows in the printed form.
public final class NonDynamicallyQuantizableLinear: Linear {}
