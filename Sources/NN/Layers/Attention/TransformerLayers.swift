import Autograd

/// Self-attention and a two-layer net, each with a residual connection and a normalisation, after Vaswani et al. (2017): PyTorch's
/// `nn.TransformerEncoderLayer`. Shape (L, N, E), (N, L, E) with `batchFirst`, or (L, E).
open class TransformerEncoderLayer: Module {
  /// Where a word looks at the others.
  public final var selfAttn: MultiheadAttention
  /// The net's first layer.
  public final var linear1: Linear
  /// Between the net's layers.
  public final var dropout: Dropout
  /// The net's second layer.
  public final var linear2: Linear
  /// The attention's normalisation.
  public final var norm1: LayerNorm
  /// The net's normalisation.
  public final var norm2: LayerNorm
  /// After the attention.
  public final var dropout1: Dropout
  /// After the net.
  public final var dropout2: Dropout
  private let settings: TransformerSettings

  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - dModel: The size of a word's vector.
  ///   - nhead: How many heads the attention has.
  ///   - dimFeedforward: The size between the net's layers.
  ///   - dropout: The probability with which an element is dropped in training.
  ///   - activation: What is applied between the net's layers.
  ///   - layerNormEps: What is added to the variances.
  ///   - batchFirst: Whether the batch is the first dimension, and not the second.
  ///   - normFirst: Whether attention and net come after their normalisations, and not before them.
  ///   - bias: Whether layers have biases.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ dModel: Int, _ nhead: Int, dimFeedforward: Int = 2048, dropout: Double = 0.1,
    activation: @escaping (Tensor) -> Tensor = { $0.relu() }, layerNormEps: Double = 1e-5, batchFirst: Bool = false,
    normFirst: Bool = false, bias: Bool = true, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    settings = TransformerSettings(
      dModel: dModel, nhead: nhead, dimFeedforward: dimFeedforward, dropout: dropout, activation: activation, layerNormEps: layerNormEps,
      batchFirst: batchFirst, normFirst: normFirst, bias: bias, dtype: dtype, device: device)
    selfAttn = settings.attention(at: (file, line))
    linear1 = settings.linear(dModel, dimFeedforward)
    self.dropout = Dropout(dropout)
    linear2 = settings.linear(dimFeedforward, dModel)
    norm1 = settings.norm()
    norm2 = settings.norm()
    dropout1 = Dropout(dropout)
    dropout2 = Dropout(dropout)
  }

  /// The words, each changed by what it sees.
  open override func forward(_ source: Tensor) -> Tensor { forward(source, mask: nil, keyPaddingMask: nil) }

  /// The words, each changed by what it sees.
  ///
  /// - Parameters:
  ///   - source: The words: (L, N, E), (N, L, E) with `batchFirst`, or (L, E).
  ///   - mask: Which words don't count for which, as `MultiheadAttention` takes it.
  ///   - keyPaddingMask: Which words don't count at all.
  open func forward(_ source: Tensor, mask: Tensor?, keyPaddingMask: Tensor?) -> Tensor {
    func attended(_ x: Tensor) -> Tensor {
      dropout1.run(selfAttn.run(x, x, x, keyPaddingMask: keyPaddingMask, needWeights: false, attnMask: mask).output)
    }
    func computed(_ x: Tensor) -> Tensor {
      dropout2.run(linear2.run(dropout.run(settings.activation(linear1.run(x)))))
    }
    if settings.normFirst {
      let x = source + attended(norm1.run(source))
      return x + computed(norm2.run(x))
    }
    let x = norm1.run(source + attended(source))
    return norm2.run(x + computed(x))
  }

  /// Runs the hooks and the layer.
  ///
  /// - Parameters:
  ///   - src: The words: (L, N, E), (N, L, E) with `batchFirst`, or (L, E).
  ///   - srcMask: Which words don't count for which, as `MultiheadAttention` takes it.
  ///   - srcKeyPaddingMask: Which words don't count at all.
  public final func callAsFunction(
    _ src: Tensor, srcMask: Tensor? = nil, srcKeyPaddingMask: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer { run(src, mask: srcMask, keyPaddingMask: srcKeyPaddingMask) }
  }

  /// `callAsFunction`, from within the library.
  final func run(_ src: Tensor, mask: Tensor?, keyPaddingMask: Tensor?) -> Tensor {
    runHooks(around: src) { inputs in [forward(inputs[0], mask: mask, keyPaddingMask: keyPaddingMask)] }[0]
  }

  /// Another layer with the same settings and values, as PyTorch's `copy.deepcopy` makes it: nothing is drawn for it.
  ///
  /// A subclass with settings of its own overrides it.
  open func copy() -> TransformerEncoderLayer {
    let copy = TransformerEncoderLayer(
      settings.dModel, settings.nhead, dimFeedforward: settings.dimFeedforward, dropout: settings.dropout, activation: settings.activation,
      layerNormEps: settings.layerNormEps, batchFirst: settings.batchFirst, normFirst: settings.normFirst, bias: settings.bias,
      dtype: settings.dtype, device: .meta)
    copy.takeValues(of: self)
    return copy
  }
}

/// Self-attention, attention to what an encoder gave, and a two-layer net, each with a residual connection and a normalisation: PyTorch's
/// `nn.TransformerDecoderLayer`. Shapes as for `TransformerEncoderLayer`.
open class TransformerDecoderLayer: Module {
  /// Where a word looks at those before it.
  public final var selfAttn: MultiheadAttention
  /// Where a word looks at the encoder's.
  public final var multiheadAttn: MultiheadAttention
  /// The net's first layer.
  public final var linear1: Linear
  /// Between the net's layers.
  public final var dropout: Dropout
  /// The net's second layer.
  public final var linear2: Linear
  /// The self-attention's normalisation.
  public final var norm1: LayerNorm
  /// The attention's normalisation.
  public final var norm2: LayerNorm
  /// The net's normalisation.
  public final var norm3: LayerNorm
  /// After the self-attention.
  public final var dropout1: Dropout
  /// After the attention.
  public final var dropout2: Dropout
  /// After the net.
  public final var dropout3: Dropout
  private let settings: TransformerSettings

  /// A layer with these settings, as `TransformerEncoderLayer` has them.
  public init(
    _ dModel: Int, _ nhead: Int, dimFeedforward: Int = 2048, dropout: Double = 0.1,
    activation: @escaping (Tensor) -> Tensor = { $0.relu() }, layerNormEps: Double = 1e-5, batchFirst: Bool = false,
    normFirst: Bool = false, bias: Bool = true, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    settings = TransformerSettings(
      dModel: dModel, nhead: nhead, dimFeedforward: dimFeedforward, dropout: dropout, activation: activation, layerNormEps: layerNormEps,
      batchFirst: batchFirst, normFirst: normFirst, bias: bias, dtype: dtype, device: device)
    selfAttn = settings.attention(at: (file, line))
    multiheadAttn = settings.attention(at: (file, line))
    linear1 = settings.linear(dModel, dimFeedforward)
    self.dropout = Dropout(dropout)
    linear2 = settings.linear(dimFeedforward, dModel)
    norm1 = settings.norm()
    norm2 = settings.norm()
    norm3 = settings.norm()
    dropout1 = Dropout(dropout)
    dropout2 = Dropout(dropout)
    dropout3 = Dropout(dropout)
  }

  /// The words, each changed by what it sees of the others and of the encoder's.
  open override func forward(_ target: Tensor, _ memory: Tensor) -> Tensor { forward(target, memory, TransformerMasks()) }

  /// The words, each changed by what it sees of the others and of the encoder's.
  open func forward(_ target: Tensor, _ memory: Tensor, _ masks: TransformerMasks) -> Tensor {
    func attended(_ x: Tensor) -> Tensor {
      dropout1.run(selfAttn.run(x, x, x, keyPaddingMask: masks.tgtKeyPadding, needWeights: false, attnMask: masks.tgt).output)
    }
    func informed(_ x: Tensor) -> Tensor {
      dropout2.run(
        multiheadAttn.run(x, memory, memory, keyPaddingMask: masks.memoryKeyPadding, needWeights: false, attnMask: masks.memory).output)
    }
    func computed(_ x: Tensor) -> Tensor {
      dropout3.run(linear2.run(dropout.run(settings.activation(linear1.run(x)))))
    }
    if settings.normFirst {
      let x = target + attended(norm1.run(target))
      let y = x + informed(norm2.run(x))
      return y + computed(norm3.run(y))
    }
    let x = norm1.run(target + attended(target))
    let y = norm2.run(x + informed(x))
    return norm3.run(y + computed(y))
  }

  /// Runs the hooks and the layer.
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

  /// Another layer with the same settings and values, as PyTorch's `copy.deepcopy` makes it: nothing is drawn for it.
  ///
  /// A subclass with settings of its own overrides it.
  open func copy() -> TransformerDecoderLayer {
    let copy = TransformerDecoderLayer(
      settings.dModel, settings.nhead, dimFeedforward: settings.dimFeedforward, dropout: settings.dropout, activation: settings.activation,
      layerNormEps: settings.layerNormEps, batchFirst: settings.batchFirst, normFirst: settings.normFirst, bias: settings.bias,
      dtype: settings.dtype, device: .meta)
    copy.takeValues(of: self)
    return copy
  }
}

/// Which words don't count for a decoder, as `MultiheadAttention` takes it: bools, or numbers that are added.
public struct TransformerMasks {
  /// Which words don't count for which.
  public var tgt: Tensor?
  /// Which of the encoder's words don't count for which.
  public var memory: Tensor?
  /// Which words don't count at all.
  public var tgtKeyPadding: Tensor?
  /// Which of the encoder's words don't count at all.
  public var memoryKeyPadding: Tensor?

  /// All count, unless said otherwise.
  public init(tgt: Tensor? = nil, memory: Tensor? = nil, tgtKeyPadding: Tensor? = nil, memoryKeyPadding: Tensor? = nil) {
    self.tgt = tgt
    self.memory = memory
    self.tgtKeyPadding = tgtKeyPadding
    self.memoryKeyPadding = memoryKeyPadding
  }
}

/// What a transformer's layers are made with.
private struct TransformerSettings {
  let dModel: Int
  let nhead: Int
  let dimFeedforward: Int
  let dropout: Double
  let activation: (Tensor) -> Tensor
  let layerNormEps: Double
  let batchFirst: Bool
  let normFirst: Bool
  let bias: Bool
  let dtype: DType
  let device: Device

  func attention(at site: (file: StaticString, line: UInt)) -> MultiheadAttention {
    MultiheadAttention(
      dModel, nhead, dropout: dropout, bias: bias, batchFirst: batchFirst, dtype: dtype, device: device, file: site.file, line: site.line)
  }

  func linear(_ input: Int, _ output: Int) -> Linear { Linear(input, output, bias: bias, dtype: dtype, device: device) }

  func norm() -> LayerNorm { LayerNorm(.all(dModel), eps: layerNormEps, bias: bias, dtype: dtype, device: device) }
}

extension Module {
  /// Gets the values of a module of the same kind, in memory of its own.
  fileprivate final func takeValues(of other: Module) {
    for (mine, others) in zip(parameters(), other.parameters()) {
      noGrad { mine.data = others.detach().clone() }
      mine.requiresGrad_(others.requiresGrad)
    }
    train(other.training)
  }
}
