import Autograd

/// What a recurrent unit computes of one input and its last state.
enum RecurrentUnit: String {
  case tanh = "RNN_TANH"
  case relu = "RNN_RELU"
  case lstm = "LSTM"
  case gru = "GRU"

  /// How many vectors of the hidden size a unit computes of its input.
  var gateCount: Int {
    switch self {
    case .tanh, .relu: 1
    case .gru: 3
    case .lstm: 4
    }
  }

  /// How many tensors the state is made of.
  var stateCount: Int { self == .lstm ? 2 : 1 }

  /// The next state.
  ///
  /// - Parameters:
  ///   - gates: What the unit's weights made of the input.
  ///   - state: The hidden state, and the cell's of an LSTM.
  func step(_ gates: Tensor, _ state: [Tensor], _ weights: HiddenWeights) -> [Tensor] {
    let fromState = state[0].linear(weights.hidden, bias: weights.bias)
    switch self {
    case .tanh: return [(gates + fromState).tanh()]
    case .relu: return [(gates + fromState).relu()]
    case .lstm:
      // Input, forget, candidate and output gate.
      let parts = (gates + fromState).chunk(4, dim: -1)
      let cell = parts[1].sigmoid() * state[1] + parts[0].sigmoid() * parts[2].tanh()
      let hidden = parts[3].sigmoid() * cell.tanh()
      return [weights.projection.map { hidden.linear($0) } ?? hidden, cell]
    case .gru:
      // Reset and update gate, and the candidate.
      let (input, last) = (gates.chunk(3, dim: -1), fromState.chunk(3, dim: -1))
      let reset = (input[0] + last[0]).sigmoid()
      let update = (input[1] + last[1]).sigmoid()
      let candidate = (input[2] + reset * last[2]).tanh()
      return [candidate + update * (state[0] - candidate)]
    }
  }
}

/// The weights of one layer in one direction.
struct RecurrentWeights {
  let input: Tensor
  let inputBias: Tensor?
  let hidden: HiddenWeights
}

/// The weights that are applied to the last state.
struct HiddenWeights {
  let hidden: Tensor
  let bias: Tensor?
  /// From the hidden size to the smaller one of the output.
  let projection: Tensor?
}
