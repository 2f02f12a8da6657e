import Autograd

/// What `RNN`, `LSTM` and `GRU` share: layers of units that are moved over sequences, each layer over what the one below it gave.
///
/// Sequences have the shape (L, N, inputSize), (N, L, inputSize) with `batchFirst`, or (L, inputSize). The weights have PyTorch's names:
/// `weight_ih_l0` is `parameter(named: "weight_ih_l0")`.
open class RecurrentLayer: Module {
  /// The size of a sequence's elements.
  public final let inputSize: Int
  /// The size of the state.
  public final let hiddenSize: Int
  /// How many layers there are.
  public final let numLayers: Int
  /// Whether there are biases.
  public final let bias: Bool
  /// Whether the batch is the first dimension, and not the second.
  public final let batchFirst: Bool
  /// The probability with which an element of what a layer gives to the next one is dropped in training.
  public final let dropout: Double
  /// Whether a second half of each layer goes through the sequences from their end.
  public final let bidirectional: Bool
  /// The size to which an LSTM's hidden states are projected; 0 for none.
  public final let projSize: Int
  private let unit: RecurrentUnit

  init(_ unit: RecurrentUnit, _ settings: Settings, at site: CallSite) {
    self.unit = unit
    inputSize = settings.inputSize
    hiddenSize = settings.hiddenSize
    numLayers = settings.numLayers
    bias = settings.bias
    batchFirst = settings.batchFirst
    dropout = settings.dropout
    bidirectional = settings.bidirectional
    projSize = settings.projSize
    settings.check(at: site)
    super.init()
    for layer in 0..<numLayers {
      for direction in 0..<directionCount { registerWeights(layer, direction, settings.dtype, settings.device) }
    }
    resetParameters()
  }

  /// What a recurrent layer is made with.
  struct Settings {
    var inputSize: Int
    var hiddenSize: Int
    var numLayers: Int
    var bias: Bool
    var batchFirst: Bool
    var dropout: Double
    var bidirectional: Bool
    var projSize = 0
    var dtype: DType
    var device: Device

    func check(at site: CallSite) {
      if !(0...1).contains(dropout) {
        fail("dropout should be a number in range [0, 1] representing the probability of an element being zeroed", at: site)
      }
      if inputSize <= 0 { fail("input_size must be greater than zero", at: site) }
      if hiddenSize <= 0 { fail("hidden_size must be greater than zero", at: site) }
      if numLayers <= 0 { fail("num_layers must be greater than zero", at: site) }
      if projSize < 0 { fail("proj_size should be a positive integer or zero to disable projections", at: site) }
      if projSize >= hiddenSize { fail("proj_size has to be smaller than hidden_size", at: site) }
      if dropout > 0 && numLayers == 1 {
        Warning.say(
          "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, but got "
            + "dropout=\(dropout) and num_layers=1", at: site)
      }
    }
  }

  private final var directionCount: Int { bidirectional ? 2 : 1 }
  private final var outputSize: Int { projSize > 0 ? projSize : hiddenSize }

  private final func registerWeights(_ layer: Int, _ direction: Int, _ dtype: DType, _ device: Device) {
    let suffix = "_l\(layer)" + (direction == 1 ? "_reverse" : "")
    let rows = unit.gateCount * hiddenSize
    func register(_ name: String, _ shape: [Int]) {
      registerParameter(name + suffix, Parameter(Tensor.empty(shape, dtype: dtype, device: device)))
    }
    register("weight_ih", [rows, layer == 0 ? inputSize : outputSize * directionCount])
    register("weight_hh", [rows, outputSize])
    if bias {
      register("bias_ih", [rows])
      register("bias_hh", [rows])
    }
    if projSize > 0 { register("weight_hr", [projSize, hiddenSize]) }
  }

  /// Draws all weights and biases anew, uniformly from ±1/√hiddenSize.
  open func resetParameters() {
    let bound = 1 / Double(hiddenSize).squareRoot()
    for parameter in parameters() { Init.uniform_(parameter, -bound, bound) }
  }

  /// The weights of each layer and direction, as they were registered.
  private final var weights: [RecurrentWeights] {
    let all = runTimeMembers.parameters
    let count = 2 + (bias ? 2 : 0) + (projSize > 0 ? 1 : 0)
    return stride(from: 0, to: numLayers * directionCount * count, by: count).map { first in
      RecurrentWeights(
        input: all[first].parameter!, inputBias: bias ? all[first + 2].parameter : nil,
        hidden: HiddenWeights(
          hidden: all[first + 1].parameter!, bias: bias ? all[first + 3].parameter : nil,
          projection: projSize > 0 ? all[first + count - 1].parameter : nil))
    }
  }

  /// The last layer's outputs, and the last state of each layer and direction.
  ///
  /// - Parameter state: The first state, (layers · directions, N, size) or without N; zeros if it is nil.
  final func outputs(_ input: Tensor, _ state: [Tensor]?) -> (output: Tensor, state: [Tensor]) {
    let isBatch = input.dim == 3
    let sequence = isBatch ? (batchFirst ? input.transpose(0, 1) : input) : input.unsqueeze(1)
    let weights = weights
    checkDimensions(of: state, for: input)
    check(sequence, weights[0].input)
    if sequence.size(0) == 0 { fail("Expected sequence length to be larger than 0 in RNN", at: .insideLayer) }
    let batch = sequence.size(1)
    let stack = state.map { $0.map { isBatch ? $0 : $0.unsqueeze(1) } } ?? zeros(batch, like: sequence)
    checkSizes(stack, batch)
    let batchSizes = [Int](repeating: batch, count: sequence.size(0))
    let (output, states) = layers(sequence, batchSizes, stack, weights) { Tensor.stack($0) }
    if !isBatch { return (output.squeeze(1), states.map { $0.squeeze(1) }) }
    return (batchFirst ? output.transpose(0, 1) : output, states)
  }

  /// The last layer's outputs for the rows of a packed batch, and the last state of each layer and direction, its sequences in the order
  /// that they had before they were packed.
  final func outputs(_ data: Tensor, of packed: PackedSequence, _ state: [Tensor]?) -> (output: Tensor, state: [Tensor]) {
    let weights = weights
    if data.dim != 2 { fail("input must have 2 dimensions, got \(data.dim)", at: .insideLayer) }
    check(data, weights[0].input)
    let batchSizes = packed.batchSizes.array(of: Int.self)
    let sorted = state.map { state in packed.sortedIndices.map { order in state.map { $0.indexSelect(1, order) } } ?? state }
    let stack = sorted ?? zeros(batchSizes[0], like: data)
    checkSizes(stack, batchSizes[0])
    let (output, states) = layers(data, batchSizes, stack, weights) { Tensor.cat($0) }
    return (output, packed.unsortedIndices.map { order in states.map { $0.indexSelect(1, order) } } ?? states)
  }

  /// All layers in all directions.
  ///
  /// - Parameters:
  ///   - input: The sequences step by step, in one dimension or in two.
  ///   - batchSizes: How many sequences have each step.
  ///   - join: Makes of the outputs of all steps what has the input's form.
  private final func layers(
    _ input: Tensor, _ batchSizes: [Int], _ stack: [Tensor], _ weights: [RecurrentWeights], join: ([Tensor]) -> Tensor
  ) -> (output: Tensor, state: [Tensor]) {
    var sequence = input
    var last: [[Tensor]] = []
    for layer in 0..<numLayers {
      var directions: [Tensor] = []
      for direction in 0..<directionCount {
        let place = layer * directionCount + direction
        let order = StepOrder(batchSizes: batchSizes, isReversed: direction == 1)
        let (outputs, end) = pass(sequence, stack.map { $0[place] }, weights[place], order)
        directions.append(join(outputs))
        last.append(end)
      }
      sequence = directions.count == 1 ? directions[0] : Tensor.cat(directions, dim: -1)
      if dropout > 0 && layer < numLayers - 1 { sequence = sequence.dropout(dropout, training: training) }
    }
    return (sequence, (0..<unit.stateCount).map { part in Tensor.stack(last.map { $0[part] }) })
  }

  /// One layer in one direction: the hidden state after each step, and the last state.
  private final func pass(
    _ sequence: Tensor, _ state: [Tensor], _ weights: RecurrentWeights, _ order: StepOrder
  ) -> (outputs: [Tensor], state: [Tensor]) {
    // What the inputs contribute is one product for all steps.
    let product = sequence.linear(weights.input, bias: weights.inputBias)
    let gates = product.dim == 3 ? product.flatten(0, 1) : product
    let inputs = RecurrentPass.Inputs(gates: gates, weights: weights.hidden, state: state)
    let pass = RecurrentPass(unit: unit, order: order, hasBias: bias)
    if !RecurrentPass.takes(inputs) { return pass.recorded(inputs) }
    let results = pass.apply(inputs.list)
    let outputs = Array(results.prefix(order.batchSizes.count))
    return (outputs, [order.last(of: outputs)] + results.dropFirst(outputs.count))
  }

  private final func zeros(_ batch: Int, like input: Tensor) -> [Tensor] {
    [outputSize, hiddenSize].prefix(unit.stateCount).map {
      Tensor.zeros([numLayers * directionCount, batch, $0], dtype: input.dtype, device: input.device)
    }
  }

  private final func checkDimensions(of state: [Tensor]?, for input: Tensor) {
    guard let state, state.contains(where: { $0.dim != input.dim }) else { return }
    let name = state.count == 2 ? "hx and cx" : "hx"
    let got = state.count == 2 ? "(\(state[0].dim)-D, \(state[1].dim)-D) tensors" : "\(state[0].dim)-D tensor"
    let kind = input.dim == 3 ? "batched 3-D" : "unbatched 2-D"
    fail("For \(kind) input, \(name) should also be \(input.dim)-D but got \(got)", at: .insideLayer)
  }

  private final func check(_ input: Tensor, _ weight: Tensor) {
    if input.dtype != weight.dtype {
      fail(
        "RNN input dtype (\(input.dtype)) does not match weight dtype (\(weight.dtype)). Convert input: input.to(\(weight.dtype)), or "
          + "convert model: model.to(\(input.dtype))", at: .insideLayer)
    }
    if input.size(-1) != inputSize {
      fail("input.size(-1) must be equal to input_size. Expected \(inputSize), got \(input.size(-1))", at: .insideLayer)
    }
  }

  private final func checkSizes(_ state: [Tensor], _ batch: Int) {
    for (place, part) in state.enumerated() {
      let expected = [numLayers * directionCount, batch, place == 0 ? outputSize : hiddenSize]
      if part.shape == expected { continue }
      let name = state.count == 2 ? "hidden[\(place)]" : "hidden"
      fail("Expected \(name) size \(Printed.tuple(expected)), got \(part.shape)", at: .insideLayer)
    }
  }

  final func requireSequence(_ input: Tensor, suffix: String = "") {
    if input.dim != 2 && input.dim != 3 {
      fail("\(name): Expected input to be 2D or 3D, got \(input.dim)D\(suffix) instead", at: .insideLayer)
    }
  }

  /// `3, 4, num_layers=2, batch_first=True`: what is not as by default.
  open override var extraRepr: String {
    var text = "\(inputSize), \(hiddenSize)"
    if projSize != 0 { text += ", proj_size=\(projSize)" }
    if numLayers != 1 { text += ", num_layers=\(numLayers)" }
    if !bias { text += ", bias=False" }
    if batchFirst { text += ", batch_first=True" }
    if dropout != 0 { text += ", dropout=\(dropout)" }
    if bidirectional { text += ", bidirectional=True" }
    return text
  }
}
