import Autograd

/// Long short-term memory along sequences, after Hochreiter and Schmidhuber (1997): PyTorch's `nn.LSTM`.
///
///     let lstm = LSTM(10, 20, numLayers: 2)
///     let (output, (hidden, cell)) = lstm(Tensor.randn(5, 3, 10))  // (5, 3, 20), (2, 3, 20) and (2, 3, 20)
open class LSTM: RecurrentLayer {
  /// The hidden states and those of the cells.
  public typealias State = (hidden: Tensor, cell: Tensor)

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
  ///   - projSize: The size to which the hidden states are projected, after Sak et al. (2014); 0 for none.
  ///   - dtype: The dtype of the weights.
  ///   - device: Where the weights are.
  public init(
    _ inputSize: Int, _ hiddenSize: Int, numLayers: Int = 1, bias: Bool = true, batchFirst: Bool = false, dropout: Double = 0,
    bidirectional: Bool = false, projSize: Int = 0, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let settings = Settings(
      inputSize: inputSize, hiddenSize: hiddenSize, numLayers: numLayers, bias: bias, batchFirst: batchFirst, dropout: dropout,
      bidirectional: bidirectional, projSize: projSize, dtype: dtype, device: device)
    super.init(.lstm, settings, at: CallSite(file, line))
  }

  /// The last layer's hidden states alone: (L, N, directions · hiddenSize).
  open override func forward(_ input: Tensor) -> Tensor { forward(input, state: nil).output }

  /// The last layer's hidden states, and the last states of each layer and direction, (layers · directions, N, hiddenSize).
  open func forward(_ input: Tensor, state: State?) -> (output: Tensor, state: State) {
    requireSequence(input)
    let (output, last) = outputs(input, state.map { [$0.hidden, $0.cell] })
    return (output, (last[0], last[1]))
  }

  /// Runs the hooks and the layer, from first states or zeros.
  public final func callAsFunction(
    _ input: Tensor, _ state: State? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (output: Tensor, state: State) {
    CallSite(file, line).callingLayer {
      let outputs = runHooks(around: [input] + (state.map { [$0.hidden, $0.cell] } ?? [])) { inputs in
        let (output, last) = forward(inputs[0], state: inputs.count > 1 ? (inputs[1], inputs[2]) : nil)
        return [output, last.hidden, last.cell]
      }
      return (outputs[0], (outputs[1], outputs[2]))
    }
  }

  /// Runs the hooks and the layer on packed sequences, from first states, (layers · directions, N, size), or zeros. Hooks see the sequences'
  /// data.
  public final func callAsFunction(
    _ input: PackedSequence, _ state: State? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> (output: PackedSequence, state: State) {
    CallSite(file, line).callingLayer {
      let results = runHooks(around: [input.data] + (state.map { [$0.hidden, $0.cell] } ?? [])) { inputs in
        let (output, last) = outputs(inputs[0], of: input, inputs.count > 1 ? Array(inputs.dropFirst()) : nil)
        return [output] + last
      }
      return (input.with(results[0]), (results[1], results[2]))
    }
  }
}
