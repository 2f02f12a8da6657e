import Autograd

/// What an `RNN` or an `RNNCell` applies to the sum of what input and state contribute.
public enum RNNNonlinearity: String, Sendable {
  /// The hyperbolic tangent.
  case tanh
  /// The rectifier: 0 for what is negative.
  case relu

  /// PyTorch's names: `tanh`, `relu`.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    guard let nonlinearity = Self(rawValue: name) else {
      fail("Unknown nonlinearity '\(name)'. Select from 'tanh' or 'relu'.", at: CallSite(file, line))
    }
    self = nonlinearity
  }
}

/// `hₜ = tanh(W x + b + U hₜ₋₁ + c)` along sequences, after Elman (1990): PyTorch's `nn.RNN`.
///
///     let rnn = RNN(10, 20, numLayers: 2)
///     let (output, hidden) = rnn(Tensor.randn(5, 3, 10))  // (5, 3, 20) and (2, 3, 20)
open class RNN: RecurrentLayer {
  /// A layer with weights and biases drawn uniformly from ±1/√hiddenSize.
  ///
  /// - Parameters:
  ///   - inputSize: The size of a sequence's elements.
  ///   - hiddenSize: The size of the state.
  ///   - numLayers: How many layers there are, each above the other.
  ///   - nonlinearity: What is applied to the sums.
  ///   - bias: Whether there are biases.
  ///   - batchFirst: Whether the batch is the first dimension, and not the second.
  ///   - dropout: The probability with which an element between layers is dropped in training.
  ///   - bidirectional: Whether a second half of each layer goes through the sequences from their end.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ inputSize: Int, _ hiddenSize: Int, numLayers: Int = 1, nonlinearity: RNNNonlinearity = .tanh, bias: Bool = true,
    batchFirst: Bool = false, dropout: Double = 0, bidirectional: Bool = false, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let settings = Settings(
      inputSize: inputSize, hiddenSize: hiddenSize, numLayers: numLayers, bias: bias, batchFirst: batchFirst, dropout: dropout,
      bidirectional: bidirectional, dtype: dtype, device: device)
    super.init(nonlinearity == .tanh ? .tanh : .relu, settings, at: CallSite(file, line))
  }

  /// The last layer's hidden states alone: (L, N, directions · hiddenSize).
  open override func forward(_ input: Tensor) -> Tensor { forward(input, hidden: nil).output }

  /// The last layer's hidden states alone, from a first state.
  open override func forward(_ input: Tensor, _ hidden: Tensor) -> Tensor { forward(input, hidden: hidden).output }

  /// The last layer's hidden states, and the last one of each layer and direction, (layers · directions, N, hiddenSize).
  open func forward(_ input: Tensor, hidden: Tensor?) -> (output: Tensor, hidden: Tensor) {
    requireSequence(input, suffix: " tensor")
    let (output, state) = outputs(input, hidden.map { [$0] })
    return (output, state[0])
  }

  /// Runs the hooks and the layer, from a first state or zeros.
  public final func callAsFunction(
    _ input: Tensor, _ hidden: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (output: Tensor, hidden: Tensor) {
    CallSite(file, line).callingLayer {
      runPair(input, hidden) { forward($0, hidden: $1) }
    }
  }

  /// Runs the hooks and the layer on packed sequences, from a first state, (layers · directions, N, hiddenSize), or zeros. Hooks see the
  /// sequences' data.
  public final func callAsFunction(
    _ input: PackedSequence, _ hidden: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (output: PackedSequence, hidden: Tensor) {
    CallSite(file, line).callingLayer {
      let (data, hidden) = runPair(input.data, hidden) { data, hidden in
        let (output, state) = outputs(data, of: input, hidden.map { [$0] })
        return (output, state[0])
      }
      return (input.with(data), hidden)
    }
  }
}

/// A gated recurrent unit along sequences, after Cho et al. (2014): PyTorch's `nn.GRU`.
///
///     let gru = GRU(10, 20, numLayers: 2)
///     let (output, hidden) = gru(Tensor.randn(5, 3, 10))  // (5, 3, 20) and (2, 3, 20)
open class GRU: RecurrentLayer {
  /// A layer with weights and biases drawn uniformly from ±1/√hiddenSize.
  ///
  /// - Parameters:
  ///   - inputSize: The size of a sequence's elements.
  ///   - hiddenSize: The size of the state.
  ///   - numLayers: How many layers there are, each above the other.
  ///   - bias: Whether there are biases.
  ///   - batchFirst: Whether the batch is the first dimension, and not the second.
  ///   - dropout: The probability with which an element between layers is dropped in training.
  ///   - bidirectional: Whether a second half of each layer goes through the sequences from their end.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ inputSize: Int, _ hiddenSize: Int, numLayers: Int = 1, bias: Bool = true, batchFirst: Bool = false, dropout: Double = 0,
    bidirectional: Bool = false, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #filePath, line: UInt = #line
  ) {
    let settings = Settings(
      inputSize: inputSize, hiddenSize: hiddenSize, numLayers: numLayers, bias: bias, batchFirst: batchFirst, dropout: dropout,
      bidirectional: bidirectional, dtype: dtype, device: device)
    super.init(.gru, settings, at: CallSite(file, line))
  }

  /// The last layer's hidden states alone: (L, N, directions · hiddenSize).
  open override func forward(_ input: Tensor) -> Tensor { forward(input, hidden: nil).output }

  /// The last layer's hidden states alone, from a first state.
  open override func forward(_ input: Tensor, _ hidden: Tensor) -> Tensor { forward(input, hidden: hidden).output }

  /// The last layer's hidden states, and the last one of each layer and direction, (layers · directions, N, hiddenSize).
  open func forward(_ input: Tensor, hidden: Tensor?) -> (output: Tensor, hidden: Tensor) {
    requireSequence(input)
    let (output, state) = outputs(input, hidden.map { [$0] })
    return (output, state[0])
  }

  /// Runs the hooks and the layer, from a first state or zeros.
  public final func callAsFunction(
    _ input: Tensor, _ hidden: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (output: Tensor, hidden: Tensor) {
    CallSite(file, line).callingLayer {
      runPair(input, hidden) { forward($0, hidden: $1) }
    }
  }

  /// Runs the hooks and the layer on packed sequences, from a first state, (layers · directions, N, hiddenSize), or zeros. Hooks see the
  /// sequences' data.
  public final func callAsFunction(
    _ input: PackedSequence, _ hidden: Tensor? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (output: PackedSequence, hidden: Tensor) {
    CallSite(file, line).callingLayer {
      let (data, hidden) = runPair(input.data, hidden) { data, hidden in
        let (output, state) = outputs(data, of: input, hidden.map { [$0] })
        return (output, state[0])
      }
      return (input.with(data), hidden)
    }
  }
}

extension RecurrentLayer {
  /// Runs the hooks around a computation of an input and a state.
  fileprivate final func runPair(
    _ input: Tensor, _ hidden: Tensor?, _ body: (Tensor, Tensor?) -> (output: Tensor, hidden: Tensor)
  ) -> (output: Tensor, hidden: Tensor) {
    let outputs = runHooks(around: [input] + (hidden.map { [$0] } ?? [])) { inputs in
      let (output, hidden) = body(inputs[0], inputs.count > 1 ? inputs[1] : nil)
      return [output, hidden]
    }
    return (outputs[0], outputs[1])
  }
}
