import Autograd

/// Encoder layers on top of each other: PyTorch's `nn.TransformerEncoder`.
open class TransformerEncoder: Module {
  /// The layers.
  public final var layers: ModuleList
  /// A normalisation at the end.
  public final var norm: Module?

  /// Copies of a layer, which all begin with its values.
  public init(_ encoderLayer: TransformerEncoderLayer, numLayers: Int, norm: Module? = nil) {
    layers = ModuleList((0..<numLayers).map { _ in encoderLayer.copy() })
    self.norm = norm
  }

  /// What the last layer gives of the words, passed through all before it.
  open override func forward(_ source: Tensor) -> Tensor { forward(source, mask: nil, keyPaddingMask: nil) }

  /// What the last layer gives of the words, passed through all before it.
  open func forward(_ source: Tensor, mask: Tensor?, keyPaddingMask: Tensor?) -> Tensor {
    let output = layers.reduce(source) { output, layer in
      guard let layer = layer as? TransformerEncoderLayer else {
        fail("the layers of a TransformerEncoder are TransformerEncoderLayers, and no \(layer.name)", at: .insideLayer)
      }
      return layer.run(output, mask: mask, keyPaddingMask: keyPaddingMask)
    }
    return norm?.run(output) ?? output
  }

  /// Runs the hooks and the layers.
  ///
  /// - Parameters:
  ///   - src: The words: (L, N, E), (N, L, E) with `batchFirst`, or (L, E).
  ///   - mask: Which words don't count for which, as `MultiheadAttention` takes it.
  ///   - srcKeyPaddingMask: Which words don't count at all.
  public final func callAsFunction(
    _ src: Tensor, mask: Tensor? = nil, srcKeyPaddingMask: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer { run(src, mask: mask, keyPaddingMask: srcKeyPaddingMask) }
  }

  /// `callAsFunction`, from within the library.
  final func run(_ src: Tensor, mask: Tensor?, keyPaddingMask: Tensor?) -> Tensor {
    runHooks(around: src) { inputs in [forward(inputs[0], mask: mask, keyPaddingMask: keyPaddingMask)] }[0]
  }
}

/// Decoder layers on top of each other: PyTorch's `nn.TransformerDecoder`.
open class TransformerDecoder: Module {
  /// The layers.
  public final var layers: ModuleList
  /// A normalisation at the end.
  public final var norm: Module?

  /// Copies of a layer, which all begin with its values.
  public init(_ decoderLayer: TransformerDecoderLayer, numLayers: Int, norm: Module? = nil) {
    layers = ModuleList((0..<numLayers).map { _ in decoderLayer.copy() })
    self.norm = norm
  }

  /// What the last layer gives of the words, passed through all before it.
  open override func forward(_ target: Tensor, _ memory: Tensor) -> Tensor { forward(target, memory, TransformerMasks()) }

  /// What the last layer gives of the words, passed through all before it.
  open func forward(_ target: Tensor, _ memory: Tensor, _ masks: TransformerMasks) -> Tensor {
    let output = layers.reduce(target) { output, layer in
      guard let layer = layer as? TransformerDecoderLayer else {
        fail("the layers of a TransformerDecoder are TransformerDecoderLayers, and no \(layer.name)", at: .insideLayer)
      }
      return layer.run(output, memory, masks)
    }
    return norm?.run(output) ?? output
  }

  /// Runs the hooks and the layers.
  public final func callAsFunction(
    _ tgt: Tensor, _ memory: Tensor, tgtMask: Tensor? = nil, memoryMask: Tensor? = nil, tgtKeyPaddingMask: Tensor? = nil,
    memoryKeyPaddingMask: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let masks = TransformerMasks(
      tgt: tgtMask, memory: memoryMask, tgtKeyPadding: tgtKeyPaddingMask, memoryKeyPadding: memoryKeyPaddingMask)
    return CallSite(file, line).callingLayer { run(tgt, memory, masks) }
  }

  /// `callAsFunction`, from within the library.
  final func run(_ tgt: Tensor, _ memory: Tensor, _ masks: TransformerMasks) -> Tensor {
    runHooks(around: tgt, memory) { inputs in [forward(inputs[0], inputs[1], masks)] }[0]
  }
}

/// An encoder and a decoder, after Vaswani et al. (2017): PyTorch's `nn.Transformer`.
///
/// Source (S, N, E) and target (L, N, E) give (L, N, E); with `batchFirst` the batch stands first; or there is none.
open class Transformer: Module {
  /// What reads the source.
  public final var encoder: TransformerEncoder
  /// What reads the target and what the encoder gave.
  public final var decoder: TransformerDecoder
  /// The size of a word's vector.
  public final let dModel: Int
  /// How many heads attention has.
  public final let nhead: Int
  /// Whether the batch is the first dimension, and not the second.
  public final let batchFirst: Bool

  /// A transformer with these settings, as `TransformerEncoderLayer` has them, all matrices drawn by Xavier's rule.
  public init(
    _ dModel: Int = 512, _ nhead: Int = 8, numEncoderLayers: Int = 6, numDecoderLayers: Int = 6, dimFeedforward: Int = 2048,
    dropout: Double = 0.1, activation: @escaping (Tensor) -> Tensor = { $0.relu() }, layerNormEps: Double = 1e-5,
    batchFirst: Bool = false, normFirst: Bool = false, bias: Bool = true, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    self.dModel = dModel
    self.nhead = nhead
    self.batchFirst = batchFirst
    let encoderLayer = TransformerEncoderLayer(
      dModel, nhead, dimFeedforward: dimFeedforward, dropout: dropout, activation: activation, layerNormEps: layerNormEps,
      batchFirst: batchFirst, normFirst: normFirst, bias: bias, dtype: dtype, device: device, file: file, line: line)
    let norm = { LayerNorm(.all(dModel), eps: layerNormEps, bias: bias, dtype: dtype, device: device) }
    encoder = TransformerEncoder(encoderLayer, numLayers: numEncoderLayers, norm: norm())
    let decoderLayer = TransformerDecoderLayer(
      dModel, nhead, dimFeedforward: dimFeedforward, dropout: dropout, activation: activation, layerNormEps: layerNormEps,
      batchFirst: batchFirst, normFirst: normFirst, bias: bias, dtype: dtype, device: device, file: file, line: line)
    decoder = TransformerDecoder(decoderLayer, numLayers: numDecoderLayers, norm: norm())
    super.init()
    resetParameters()
  }

  /// Draws all matrices anew.
  open func resetParameters() {
    for parameter in parameters() where parameter.dim > 1 { Init.xavierUniform_(parameter) }
  }

  /// The words of the target, each changed by what it sees.
  open override func forward(_ source: Tensor, _ target: Tensor) -> Tensor {
    forward(source, target, sourceMask: nil, sourceKeyPaddingMask: nil, TransformerMasks())
  }

  /// The words of the target, each changed by what it sees.
  open func forward(
    _ source: Tensor, _ target: Tensor, sourceMask: Tensor?, sourceKeyPaddingMask: Tensor?, _ masks: TransformerMasks
  ) -> Tensor {
    let batch = batchFirst ? 0 : 1
    if source.dim == 3 && source.size(batch) != target.size(batch) {
      fail("the batch number of src and tgt must be equal", at: .insideLayer)
    }
    if source.size(-1) != dModel || target.size(-1) != dModel {
      fail("the feature number of src and tgt must be equal to d_model", at: .insideLayer)
    }
    return decoder.run(target, encoder.run(source, mask: sourceMask, keyPaddingMask: sourceKeyPaddingMask), masks)
  }

  /// Runs the hooks, the encoder and the decoder.
  public final func callAsFunction(
    _ src: Tensor, _ tgt: Tensor, srcMask: Tensor? = nil, tgtMask: Tensor? = nil, memoryMask: Tensor? = nil,
    srcKeyPaddingMask: Tensor? = nil, tgtKeyPaddingMask: Tensor? = nil, memoryKeyPaddingMask: Tensor? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let masks = TransformerMasks(
      tgt: tgtMask, memory: memoryMask, tgtKeyPadding: tgtKeyPaddingMask, memoryKeyPadding: memoryKeyPaddingMask)
    return CallSite(file, line).callingLayer {
      runHooks(around: src, tgt) { inputs in
        [forward(inputs[0], inputs[1], sourceMask: srcMask, sourceKeyPaddingMask: srcKeyPaddingMask, masks)]
      }[0]
    }
  }

  /// A mask that lets each of `size` words see those up to itself: -inf above the diagonal, 0 elsewhere.
  public static func generateSquareSubsequentMask(_ size: Int, dtype: DType = .float32, device: Device = .cpu) -> Tensor {
    Tensor.full([size, size], -Double.infinity, dtype: dtype, device: device).triu(1)
  }
}
