import Autograd

/// What the recurrent cells share: a unit that is asked for one step. Inputs of shape (N, inputSize) or (inputSize).
open class RecurrentCell: Module {
  /// The size of the input.
  public final let inputSize: Int
  /// The size of the state.
  public final let hiddenSize: Int
  /// (gates · hiddenSize, inputSize).
  public final var weightIH: Parameter
  /// (gates · hiddenSize, hiddenSize).
  public final var weightHH: Parameter
  /// (gates · hiddenSize).
  public final var biasIH: Parameter?
  /// (gates · hiddenSize).
  public final var biasHH: Parameter?
  private let unit: RecurrentUnit

  init(_ unit: RecurrentUnit, _ inputSize: Int, _ hiddenSize: Int, bias: Bool, dtype: DType, device: Device) {
    self.unit = unit
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    let rows = unit.gateCount * hiddenSize
    weightIH = Parameter(Tensor.empty([rows, inputSize], dtype: dtype, device: device))
    weightHH = Parameter(Tensor.empty([rows, hiddenSize], dtype: dtype, device: device))
    if bias {
      biasIH = Parameter(Tensor.empty([rows], dtype: dtype, device: device))
      biasHH = Parameter(Tensor.empty([rows], dtype: dtype, device: device))
    }
    super.init()
    resetParameters()
  }

  /// Draws all weights and biases anew, uniformly from ±1/√hiddenSize.
  open func resetParameters() {
    let bound = hiddenSize > 0 ? 1 / Double(hiddenSize).squareRoot() : 0
    for parameter in parameters() { Init.uniform_(parameter, -bound, bound) }
  }

  /// The next state, from zeros if there is none.
  final func next(_ input: Tensor, _ state: [Tensor]?) -> [Tensor] {
    check(input, state)
    let isBatch = input.dim == 2
    let rows = isBatch ? input : input.unsqueeze(0)
    let zeros = { Tensor.zeros([rows.size(0), self.hiddenSize], dtype: input.dtype, device: input.device) }
    let last = state.map { $0.map { isBatch ? $0 : $0.unsqueeze(0) } } ?? (0..<unit.stateCount).map { _ in zeros() }
    let weights = HiddenWeights(hidden: weightHH, bias: biasHH, projection: nil)
    checkSizes(rows, last)
    let state = unit.step(rows.linear(weightIH, bias: biasIH), last, weights)
    return isBatch ? state : state.map { $0.squeeze(0) }
  }

  private final func check(_ input: Tensor, _ state: [Tensor]?) {
    if input.dim != 1 && input.dim != 2 {
      fail("\(name): Expected input to be 1D or 2D, got \(input.dim)D instead", at: .insideLayer)
    }
    for (place, part) in (state ?? []).enumerated() where part.dim != 1 && part.dim != 2 {
      fail("\(name): Expected \(unit == .lstm ? "hx[\(place)]" : "hidden") to be 1D or 2D, got \(part.dim)D instead", at: .insideLayer)
    }
  }

  private final func checkSizes(_ input: Tensor, _ state: [Tensor]) {
    if input.size(1) != inputSize {
      fail("input has inconsistent input_size: got \(input.size(1)) expected \(inputSize)", at: .insideLayer)
    }
    for (place, part) in state.enumerated() {
      if part.size(0) != input.size(0) {
        fail("Input batch size \(input.size(0)) doesn't match hidden\(place) batch size \(part.size(0))", at: .insideLayer)
      }
      if part.size(1) != hiddenSize {
        fail("hidden\(place) has inconsistent hidden_size: got \(part.size(1)), expected \(hiddenSize)", at: .insideLayer)
      }
    }
  }

  /// `3, 4`, and what is not as by default.
  open override var extraRepr: String {
    "\(inputSize), \(hiddenSize)" + (biasIH == nil ? ", bias=False" : "") + (unit == .relu ? ", nonlinearity=relu" : "")
  }
}

/// One step of an `RNN`: PyTorch's `nn.RNNCell`.
open class RNNCell: RecurrentCell {
  /// A cell with weights and biases drawn uniformly from ±1/√hiddenSize.
  public init(
    _ inputSize: Int, _ hiddenSize: Int, bias: Bool = true, nonlinearity: RNNNonlinearity = .tanh, dtype: DType = .float32,
    device: Device = .cpu
  ) {
    super.init(nonlinearity == .tanh ? .tanh : .relu, inputSize, hiddenSize, bias: bias, dtype: dtype, device: device)
  }

  /// The state after one input, from zeros.
  open override func forward(_ input: Tensor) -> Tensor { next(input, nil)[0] }

  /// The state after one input and a state.
  open override func forward(_ input: Tensor, _ hidden: Tensor) -> Tensor { next(input, [hidden])[0] }
}

/// One step of a `GRU`: PyTorch's `nn.GRUCell`.
open class GRUCell: RecurrentCell {
  /// A cell with weights and biases drawn uniformly from ±1/√hiddenSize.
  public init(_ inputSize: Int, _ hiddenSize: Int, bias: Bool = true, dtype: DType = .float32, device: Device = .cpu) {
    super.init(.gru, inputSize, hiddenSize, bias: bias, dtype: dtype, device: device)
  }

  /// The state after one input, from zeros.
  open override func forward(_ input: Tensor) -> Tensor { next(input, nil)[0] }

  /// The state after one input and a state.
  open override func forward(_ input: Tensor, _ hidden: Tensor) -> Tensor { next(input, [hidden])[0] }
}

/// One step of an `LSTM`: PyTorch's `nn.LSTMCell`.
open class LSTMCell: RecurrentCell {
  /// A cell with weights and biases drawn uniformly from ±1/√hiddenSize.
  public init(_ inputSize: Int, _ hiddenSize: Int, bias: Bool = true, dtype: DType = .float32, device: Device = .cpu) {
    super.init(.lstm, inputSize, hiddenSize, bias: bias, dtype: dtype, device: device)
  }

  /// The hidden state alone after one input, from zeros.
  open override func forward(_ input: Tensor) -> Tensor { next(input, nil)[0] }

  /// Runs the hooks and the cell, from a state or zeros.
  public final func callAsFunction(
    _ input: Tensor, _ state: LSTM.State? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> LSTM.State {
    CallSite(file, line).callingLayer {
      let outputs = runHooks(around: [input] + (state.map { [$0.hidden, $0.cell] } ?? [])) { inputs in
        next(inputs[0], inputs.count > 1 ? Array(inputs.dropFirst()) : nil)
      }
      return (outputs[0], outputs[1])
    }
  }
}
