import CKernels

/// A layer of recurrent units moved over a batch of sequences, on memory: a matrix product and one loop a step.
///
/// Sequences have nothing to do with each other. So groups of them go through all their steps one after the other: what a group's step
/// reads and writes stays in the processor's cache, and another thread's group needs no waiting for.
///
/// The tensors are row-major, of one dtype (float32 or float64), and on the CPU. Their rows are those of all steps, one step after the other,
/// save for what is carried from step to step: there each sequence has one.
package struct RecurrentSteps {
  /// What a unit computes of the sums of its inputs and its last state.
  package enum Unit {
    case lstm, gru, tanh, relu

    /// How many vectors of the hidden size a unit computes.
    package var gateCount: Int {
      switch self {
      case .lstm: 4
      case .gru: 3
      case .tanh, .relu: 1
      }
    }

    fileprivate var kernel: gb_recurrent_unit {
      switch self {
      case .lstm: GB_LSTM
      case .gru: GB_GRU
      case .tanh: GB_RNN_TANH
      case .relu: GB_RNN_RELU
      }
    }
  }

  /// What a pass forward makes of each row, and what it needs to know backward.
  package struct Rows {
    /// The sums that the gates are applied to, becoming the gates; of a simple unit, becoming its hidden states.
    package var gates: Tensor
    /// Of gated recurrent units, what the last state contributes to the sums. Forward, it begins with the bias.
    package var fromState: Tensor?
    /// The hidden states at the beginning of each step.
    package var lastStates: Tensor
    /// Those at its end; of a simple unit, they are the gates.
    package var outputs: Tensor?
    /// Of an LSTM, the cells at the beginning of each step, and squashed at its end.
    package var lastCells: Tensor?
    package var squashedCells: Tensor?

    package init(gates: Tensor, lastStates: Tensor) {
      self.gates = gates
      self.lastStates = lastStates
    }
  }

  /// What is carried from step to step: the states, becoming the last ones, or their gradients, becoming those of the first ones.
  package struct Carried {
    package var state: Tensor
    package var cells: Tensor?

    package init(state: Tensor, cells: Tensor? = nil) {
      self.state = state
      self.cells = cells
    }
  }

  /// Where gradients come from and go to, row by row.
  package struct Gradients {
    package var ofOutputs: Tensor
    package var ofSums: Tensor
    /// Of gated recurrent units, the gradient of what the last state contributed; of others, it is that of the sums.
    package var ofFromState: Tensor?

    package init(ofOutputs: Tensor, ofSums: Tensor) {
      self.ofOutputs = ofOutputs
      self.ofSums = ofSums
    }
  }

  /// The first row of each step, and how many sequences have it.
  package typealias Step = (first: Int, count: Int)

  private let unit: Unit
  private let steps: [Step]

  /// - Parameter steps: In the order in which they are taken. Where a step has fewer sequences than another, they are the other's first ones.
  package init(_ unit: Unit, steps: [Step]) {
    self.unit = unit
    self.steps = steps
  }

  /// Takes the steps.
  ///
  /// - Parameter weight: What the last state is multiplied by, transposed: (size, gates · size).
  package func forward(_ rows: Rows, weight: Tensor, _ carried: Carried) {
    let loop = gb_recurrent(unit.kernel, weight.dtype.kernel).forward!
    let (sequences, size) = (carried.state.sizes[0], carried.state.sizes[1])
    let product = StepProduct(weight, isCutAcross: true)
    let layout = StepLayout(gateCount: unit.gateCount, size: size, weight.dtype)
    withExtendedLifetime((rows, weight, carried)) {
      let memory = memory(rows, carried)
      run(sequences, size) { group, step in
        let (part, count) = (layout.part(of: memory, step, group), layout.count(step, group))
        product.add(part.state, rows: count, to: part.from_state ?? part.gates)
        withUnsafePointer(to: part) { loop($0, count, size) }
      }
    }
  }

  /// Takes the steps back.
  ///
  /// - Parameters:
  ///   - rows: What `forward` left behind.
  ///   - weight: What the last state was multiplied by: (gates · size, size).
  ///   - carried: At first the gradients of the last states.
  package func backward(_ rows: Rows, _ gradients: Gradients, weight: Tensor, _ carried: Carried) {
    let loop = gb_recurrent(unit.kernel, weight.dtype.kernel).backward!
    let (sequences, size) = (carried.state.sizes[0], carried.state.sizes[1])
    let product = StepProduct(weight, isCutAcross: false)
    let layout = StepLayout(gateCount: unit.gateCount, size: size, weight.dtype)
    withExtendedLifetime((rows, gradients, weight, carried)) {
      var memory = memory(rows, carried)
      memory.output_gradient = UnsafeRawPointer(gradients.ofOutputs.bytes)
      memory.gradient = gradients.ofSums.bytes
      memory.from_state_gradient = gradients.ofFromState?.bytes
      let all = memory
      RecurrentSteps(unit, steps: steps.reversed()).run(sequences, size) { group, step in
        let (part, count) = (layout.part(of: all, step, group), layout.count(step, group))
        withUnsafePointer(to: part) { loop($0, count, size) }
        product.add(part.from_state_gradient ?? part.gradient!, rows: count, to: part.state)
      }
    }
  }

  /// Calls `body` with each group of sequences for each of its steps.
  private func run(_ sequences: Int, _ size: Int, _ body: (_ group: Range<Int>, _ step: Step) -> Void) {
    let cost = unit.gateCount * size * size
    // Groups of eight are enough for a product at full speed where the weight stays in the cache. They follow from the sizes alone: the last
    // bits of a product may depend on how many rows it has.
    let rows = min(max((sequences + 31) / 32 * 8, cost <= 1 << 17 ? 8 : 16), 32)
    // BLAS does some 25 multiplications in the time of an elementwise operation.
    let grain = max(1, 25 * Parallel.grain / max(1, rows * cost * steps.count))
    Parallel.run(count: (sequences + rows - 1) / rows, grain: grain) { range in
      for number in range {
        let group = number * rows..<min((number + 1) * rows, sequences)
        for step in steps where step.count > group.lowerBound { body(group, step) }
      }
    }
  }

  /// The memory of all steps.
  private func memory(_ rows: Rows, _ carried: Carried) -> gb_recurrent_step {
    gb_recurrent_step(
      state: carried.state.bytes, cells: carried.cells?.bytes, gates: rows.gates.bytes, from_state: rows.fromState?.bytes,
      last_state: rows.lastStates.bytes, last_cells: rows.lastCells?.bytes, squashed_cells: rows.squashedCells?.bytes,
      output: rows.outputs?.bytes, output_gradient: nil, gradient: nil, from_state_gradient: nil)
  }
}

/// Where a step of a group of sequences stands in memory.
private struct StepLayout {
  /// The bytes of a row of gates, and of any other.
  private let gateBytes: Int
  private let rowBytes: Int

  init(gateCount: Int, size: Int, _ dtype: DType) {
    rowBytes = size * dtype.byteCount
    gateBytes = gateCount * rowBytes
  }

  /// How many sequences of a group have a step.
  func count(_ step: RecurrentSteps.Step, _ group: Range<Int>) -> Int { min(step.count, group.upperBound) - group.lowerBound }

  func part(of memory: gb_recurrent_step, _ step: RecurrentSteps.Step, _ group: Range<Int>) -> gb_recurrent_step {
    let row = step.first + group.lowerBound
    let (gate, place, sequence) = (row * gateBytes, row * rowBytes, group.lowerBound * rowBytes)
    return gb_recurrent_step(
      state: memory.state + sequence, cells: memory.cells.map { $0 + sequence }, gates: memory.gates + gate,
      from_state: memory.from_state.map { $0 + gate }, last_state: memory.last_state + place,
      last_cells: memory.last_cells.map { $0 + place }, squashed_cells: memory.squashed_cells.map { $0 + place },
      output: memory.output.map { $0 + place }, output_gradient: memory.output_gradient.map { $0 + place },
      gradient: memory.gradient.map { $0 + gate }, from_state_gradient: memory.from_state_gradient.map { $0 + gate })
  }
}
