import Autograd
import Observations

/// What a check says what came out with: `observe` in its code.
///
///     observe(unitRows(x))
///     observe(x.grad, "the gradient of x", says: "The graph is cut.", tolerance: 1e-6)
///     observe(throws: { try check(x) })
///     observe(traps: { _ = zeroSize(x) })
///     observe(printed: { report(x) })
public struct Observer {
  let channel: AnswerChannel

  /// Says a value.
  ///
  /// - Parameters:
  ///   - label: what the learner is told it is; else the code of the observation.
  ///   - says: what the learner reads if it differs.
  ///   - tolerance: for numbers, relative and absolute; else PyTorch's `assert_close` has it, by dtype.
  ///   - graph: whether a tensor's being a leaf and the name of its `gradFn` are compared too.
  public func callAsFunction<Value: Observed>(
    _ value: Value, _ label: String = "", says: String? = nil, tolerance: Double? = nil, graph: Bool = false, line: Int = #line
  ) {
    channel.say(
      .observation(
        Observation(
          label: label, says: says, tolerance: tolerance, line: line, value: value.observed(graph: graph), text: value.shown)))
  }

  /// Says tensors with their names, in order.
  public func callAsFunction<Value: Observed>(
    _ values: [(name: String, parameter: Value)], _ label: String = "", says: String? = nil, tolerance: Double? = nil,
    graph: Bool = false, line: Int = #line
  ) {
    say(values.map { ($0.name, $0.parameter) }, label, says, tolerance, graph, line)
  }

  /// Says buffers with their names, in order.
  public func callAsFunction<Value: Observed>(
    _ values: [(name: String, buffer: Value)], _ label: String = "", says: String? = nil, tolerance: Double? = nil, graph: Bool = false,
    line: Int = #line
  ) {
    say(values.map { ($0.name, $0.buffer) }, label, says, tolerance, graph, line)
  }

  private func say<Value: Observed>(
    _ values: [(String, Value)], _ label: String, _ says: String?, _ tolerance: Double?, _ graph: Bool, _ line: Int
  ) {
    let entries = values.map { ObservedValue.Entry(key: $0.0, value: $0.1.observed(graph: graph)) }
    let text = listed("[", values.map { ("\($0.0): ", $0.1.shown, "") }, "]")
    channel.say(
      .observation(Observation(label: label, says: says, tolerance: tolerance, line: line, value: .entries(entries), text: text)))
  }

  // MARK: What should fail, what prints

  /// Says whether statements throw, and the error's text.
  public func callAsFunction<Value>(
    throws body: () throws -> Value, _ label: String = "", says: String? = nil, line: Int = #line
  ) {
    var text: String?
    do {
      _ = try body()
    } catch {
      text = "\(error)"
    }
    channel.say(
      .observation(
        Observation(label: label, says: says, line: line, value: .thrown(text), text: text.map { "throws: \($0)" } ?? "throws nothing")))
  }

  /// Says whether statements trap, and the message; they run in a forked child, of which nothing stays.
  public func callAsFunction<Value>(
    traps body: () throws -> Value, _ label: String = "", says: String? = nil, line: Int = #line
  ) {
    let text = withoutActuallyEscaping(body) { body in channel.host.trial { _ = try? body() } }
    channel.say(
      .observation(
        Observation(label: label, says: says, line: line, value: .trapped(text), text: text.map { "traps: \($0)" } ?? "does not trap")))
  }

  /// Says what statements write to standard output.
  public func callAsFunction<Value>(
    printed body: () throws -> Value, _ label: String = "", says: String? = nil, line: Int = #line
  ) rethrows {
    channel.host.beginCapture()
    defer {
      let text = channel.host.endCapture()
      channel.say(.observation(Observation(label: label, says: says, line: line, value: .printed(text), text: text)))
    }
    _ = try body()
  }
}

/// What a check foresees with: `mistake` in its code.
///
///     mistake(x / x.norm(), "That is the norm of the whole matrix.")
///     observe(unitRows(x))
public struct Mistake {
  let channel: AnswerChannel

  /// If the next observation has this wrong value, the learner reads this sentence.
  public func callAsFunction<Value: Observed>(_ value: Value, _ sentence: String) {
    channel.say(.mistake(value.observed(graph: false), sentence: sentence))
  }
}
