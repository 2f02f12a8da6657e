import Glibc

/// One trace performed in this process, which is a forked copy made for it: traps end it, and what the library keeps globally
/// (grad mode, random stream, print options) is as fresh as at the start.
struct TraceRun {
  let trace: Trace
  let adapter: Adapter
  let channel: ForkedProcess.Channel
  private let environment = TraceEnvironment()

  init(_ trace: Trace, adapter: Adapter, channel: ForkedProcess.Channel) {
    self.trace = trace
    self.adapter = adapter
    self.channel = channel
  }

  /// Performs the steps and checks the expectations, sending each place before it is reached and each failure.
  func perform() {
    do {
      channel.announce("inputs")
      for input in trace.inputs { environment.values[input.name] = .tensor(try input.tensor.makeTensor()) }
    } catch {
      channel.fail("inputs", Mismatch(expected: "tensors", got: "\(error)"))
      return
    }
    for (index, step) in trace.steps.enumerated() {
      let place = "step \(index + 1) (\(step.operation))"
      channel.announce(place)
      let mismatch = if let text = step.raises { mismatch(performing: step, raising: text) } else { mismatch(performing: step) }
      guard let mismatch else { continue }
      channel.fail(place, mismatch)
      // What the rest refers to is not there, or not what it should be.
      return
    }
    for expectation in trace.expectations {
      channel.announce(expectation.key)
      if let mismatch = mismatch(expectation) { channel.fail(expectation.key, mismatch) }
    }
  }

  /// Performs a step that must succeed; nil if it does.
  private func mismatch(performing step: Trace.Step) -> Mismatch? {
    do {
      let results = try adapter.perform(step, in: environment)
      // A method in place gives its tensor back, which the trace has a name for already.
      if step.outputs.isEmpty { return nil }
      guard results.count == step.outputs.count else {
        return Mismatch(expected: "\(step.outputs.count) results", got: "\(results.count) results")
      }
      for (name, result) in zip(step.outputs, results) { environment.values[name] = result }
      return nil
    } catch {
      return Mismatch(expected: "success", got: "\(error)")
    }
  }

  /// Performs a step that must fail with `text`; nil if it does.
  ///
  /// It is tried in a copy of this process, because a trap cannot be survived; of a trap nothing stays. A step that throws is performed
  /// here again, because what it did before it threw is there in PyTorch too: `backward()` may have reached some of the leaves.
  private func mismatch(performing step: Trace.Step, raising text: String) -> Mismatch? {
    // The copy of the copy ends before this one does, which can then say at which step.
    let remaining = alarm(0)
    alarm(remaining)
    let limit = max(1, remaining - min(remaining, 1))
    do {
      let outcome = try ForkedProcess(limit: limit) { channel in
        do {
          _ = try adapter.perform(step, in: environment)
          channel.send(["success"])
        } catch {
          channel.send(["threw"])
        }
      }.wait()
      let got =
        switch (outcome.ending, outcome.records.last) {
        case (.finished, ["success"]?): "success"
        case (.finished, ["threw"]?): textThrown(performing: step)
        default: outcome.description(limit: limit)
        }
      return got == text ? nil : Mismatch(expected: text, got: got)
    } catch {
      return Mismatch(expected: text, got: "\(error)")
    }
  }

  private func textThrown(performing step: Trace.Step) -> String {
    do {
      _ = try adapter.perform(step, in: environment)
      return "success, at the second attempt"
    } catch {
      return "\(error)"
    }
  }

  private func mismatch(_ expectation: Trace.Expectation) -> Mismatch? {
    guard let value = environment.values[expectation.name] else {
      return Mismatch(expected: "a value", got: "nothing is called \(expectation.name)")
    }
    guard let property = expectation.property else { return expectation.value.mismatch(with: value) }
    let actual: TraceValue? =
      switch value {
      case .tensor(let tensor): tensor.traceProperty(property)
      case .module(let traced): traced.module.traceProperty(property)
      default: nil
      }
    guard let actual else { return Mismatch(expected: "a property", got: "no adapter for the property \(property)") }
    return expectation.value.mismatch(with: actual)
  }
}
