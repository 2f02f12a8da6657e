import Autograd

/// The derivatives of one trace's operator, held against differences in float64.
///
/// Not every element of every input is moved: some are, each for itself, and all together in two directions; and of the outputs a few
/// sums with fixed weights are looked at. So a large trace takes no longer than a small one, and no element goes unseen.
struct OperatorGradientCheck {
  private let trace: Trace
  private let adapter: Adapter
  private let channel: ForkedProcess.Channel

  init(_ trace: Trace, adapter: Adapter, channel: ForkedProcess.Channel) {
    self.trace = trace
    self.adapter = adapter
    self.channel = channel
  }

  /// Where the derivatives are looked at. At the trace's own values an operator may have a kink (ties, whole numbers, bounds); close by
  /// it has none. Where the values close by leave the operator's domain, those of the unit interval may not.
  private enum Points: CaseIterable { case own, shifted, unitInterval }

  /// Operators that take one triangle of a matrix for the whole: their input is made symmetric, as it has to be.
  private static let operatorsOfSymmetricMatrices: Set<String> = ["linalg.cholesky"]

  /// Sends what came of it.
  func run() {
    do {
      manualSeed(0)
      let operation = try Operation(trace, adapter)
      let inputs = try Points.allCases.map { points in try operation.inputs { Self.value($0, $1, points) } }
      guard try operation.isDifferentiable(at: inputs[0]) else { return }
      channel.send(["differentiable"])
      try check("first", inputs) { try operation.check(at: $0, order: 1) }
      try check("second", inputs) { try operation.check(at: $0, order: 2) }
    } catch {
      channel.send(["failed", "\(error)"])
    }
  }

  /// Passes if the check does at one of the points.
  private func check(_ name: String, _ points: [[Operation.Input]], _ body: ([Operation.Input]) throws -> Void) throws {
    var firstError: (any Error)?
    for inputs in points {
      do {
        try body(inputs)
        channel.send([name])
        return
      } catch {
        firstError = firstError ?? error
      }
    }
    channel.send(["\(name) derivative", "\(firstError!)"])
  }

  private static func value(_ value: Double, _ place: Int, _ points: Points) -> Double {
    switch points {
    case .own: value
    case .shifted: value + 0.01 * (1 + abs(value)) * (2 * Scatter.number(place) - 1)
    case .unitInterval: 0.2 + 0.6 * Scatter.number(place)
    }
  }

  /// A trace's operator as a function of some numbers, from which its inputs are made, to some numbers.
  private struct Operation {
    /// A tensor to differentiate by.
    struct Input {
      let name: String
      let values: Tensor
      /// One row a number: what it adds to the values, flattened.
      let directions: Tensor
    }

    private let trace: Trace
    private let adapter: Adapter

    init(_ trace: Trace, _ adapter: Adapter) throws {
      self.trace = trace
      self.adapter = adapter
    }

    /// What requires grad in the trace; if nothing does, everything that could.
    private var differentiated: [(name: String, tensor: TensorLiteral)] {
      let required = trace.inputs.filter { $0.tensor.requiresGrad }
      // The later ones are no inputs of the operator, but gradients that the trace's other steps begin with.
      let arguments = trace.inputs.filter { $0.name.hasPrefix("x") && $0.tensor.isFloatingPoint }
      return required.isEmpty ? arguments : required
    }

    func inputs(_ value: (Double, Int) -> Double) throws -> [Input] {
      try differentiated.enumerated().map { i, input in
        guard case .floats(let numbers) = input.tensor.rowMajorElements else { throw ArgumentError("\(input.name) is not floating") }
        let moved = numbers.enumerated().map { value($1, $0 + 1000 * i) }
        return Input(
          name: input.name, values: Tensor(moved, dtype: .float64).reshape(input.tensor.shape),
          directions: Tensor(Scatter.directions(moved.count), dtype: .float64)
            .reshape(Scatter.directionCount(moved.count), moved.count))
      }
    }

    /// The operator's floating results that require grad.
    private func results(_ inputs: [Input], _ numbers: [Tensor]) throws -> [Tensor] {
      let environment = TraceEnvironment()
      for input in trace.inputs where input.name.hasPrefix("x") {
        environment.values[input.name] = .tensor(try input.tensor.withoutGradient.makeTensor())
      }
      for (input, number) in zip(inputs, numbers) {
        var tensor = input.values.add(number.reshape(1, -1).mm(input.directions).reshape(input.values.shape))
        if OperatorGradientCheck.operatorsOfSymmetricMatrices.contains(trace.operatorName) { tensor = tensor.add(tensor.mT).mul(0.5) }
        environment.values[input.name] = .tensor(tensor)
      }
      return try adapter.perform(trace.steps[0], in: environment).compactMap { result in
        guard case .tensor(let tensor) = result, tensor.dtype.isFloatingPoint, tensor.requiresGrad else { return nil }
        return tensor
      }
    }

    private func origin(_ inputs: [Input]) -> [Tensor] {
      inputs.map { Tensor.zeros([$0.directions.size(0)], dtype: .float64).requiresGrad_() }
    }

    /// Whether a result requires grad, and not only to say in `backward()` that its operator has no derivative.
    func isDifferentiable(at inputs: [Input]) throws -> Bool {
      let numbers = origin(inputs)
      let results = try results(inputs, numbers)
      if results.isEmpty { return false }
      do {
        _ = try grad(outputs: results, inputs: numbers, gradOutputs: results.map { Tensor.onesLike($0) }, allowUnused: true)
      } catch {
        let text = "\(error)"
        if text.contains("derivative for ") && text.contains(" is not implemented") { return false }
        throw error
      }
      return true
    }

    func check(at inputs: [Input], order: Int) throws {
      let function = { (numbers: [Tensor]) throws -> [Tensor] in
        try results(inputs, numbers).map { result in
          let weights = Tensor(Scatter.weights(result.numel), dtype: .float64).reshape(result.numel, Scatter.weightCount)
          return result.to(.float64).reshape(1, -1).mm(weights)
        }
      }
      let numbers = origin(inputs)
      // A conversion to fewer digits is linear up to rounding, which small differences would drown in.
      let isRounded = try results(inputs, numbers).contains { $0.dtype != .float64 }
      let (eps, tolerance) = isRounded ? (1.0, 0.05) : (1e-6, 1e-3)
      if order == 1 {
        try gradcheck(function, numbers, eps: eps, atol: isRounded ? tolerance : 1e-5, rtol: tolerance)
      } else {
        try gradgradcheck(function, numbers, eps: eps, atol: isRounded ? tolerance : 1e-5, rtol: tolerance)
      }
    }
  }
}

/// Fixed numbers without a pattern, the same in every run.
private enum Scatter {
  /// Between 0 and 1, different for any two of the first many places.
  static func number(_ place: Int) -> Double {
    let x = Double(place + 1) * 0.6180339887498949
    return x - x.rounded(.down)
  }

  private static let mostElements = 12

  static func directionCount(_ count: Int) -> Int { Swift.min(count, mostElements) + 2 }

  /// How many sums of the outputs are looked at.
  static let weightCount = 3

  /// Row by row: a few of `count` elements, each for itself, and two directions that move all.
  static func directions(_ count: Int) -> [Double] {
    let chosen = Swift.min(count, mostElements)
    var rows: [Double] = []
    for row in 0..<chosen {
      let place = row * count / chosen
      rows += (0..<count).map { $0 == place ? 1 : 0 }
    }
    for row in 0..<2 { rows += (0..<count).map { 0.4 + number($0 * 2 + row) } }
    return rows
  }

  /// Element by element: the weights of the sums.
  static func weights(_ count: Int) -> [Double] {
    (0..<count * weightCount).map { 2 * number($0 * 3 + 1) - 0.7 }
  }
}

extension TensorLiteral {
  /// The same numbers, in float64 if they are floating, that require no grad.
  fileprivate var withoutGradient: TensorLiteral {
    var literal = self
    literal.requiresGrad = false
    if isFloatingPoint { literal.dtype = "float64" }
    return literal
  }
}
