import Autograd

/// One trace performed twice in this process, in memory and on `Device.meta`, where all that shows of a tensor but its values must be the
/// same.
struct MetaRun {
  let trace: Trace
  let adapter: Adapter
  let channel: ForkedProcess.Channel

  /// Sends each place before it is reached and each failure.
  func perform() {
    guard let expected = forms(on: .cpu), let got = forms(on: .meta) else { return }
    if expected.count != got.count {
      channel.fail("results", Mismatch(expected: "\(expected.count)", got: "\(got.count)"))
    }
    for (expected, got) in zip(expected, got) where expected.form != got.form {
      channel.fail(expected.place, Mismatch(expected: expected.form, got: got.form))
    }
  }

  /// The forms of all results and where they came from; nil after a failure.
  private func forms(on device: Device) -> [(place: String, form: String)]? {
    let environment = TraceEnvironment()
    var forms: [(place: String, form: String)] = []
    var place = "inputs"
    do {
      channel.announce("\(place) on \(device)")
      for input in trace.inputs { environment.values[input.name] = .tensor(try input.tensor.makeTensor(on: device)) }
      for (index, step) in trace.steps.enumerated() {
        place = "step \(index + 1) (\(step.operation))"
        channel.announce("\(place) on \(device)")
        let results = try adapter.perform(device == .meta && trace.inputs.isEmpty ? step.onMeta : step, in: environment)
        for (number, result) in results.enumerated() {
          forms.append(("\(place), result \(number)", result.form(of: step, on: device == .cpu ? step.expectedDevice : nil)))
        }
        for (name, result) in zip(step.outputs, results) { environment.values[name] = result }
      }
      return forms
    } catch {
      channel.fail("\(place) on \(device)", Mismatch(expected: "success", got: "\(error)"))
      return nil
    }
  }
}

extension Trace.Step {
  /// What makes tensors of numbers, where the step says.
  private static let factories: Set<String> = [
    "arange", "empty", "eye", "full", "linspace", "logspace", "normal", "ones", "rand", "randint", "randn", "randperm", "scalar_tensor",
    "tensor", "tril_indices", "triu_indices", "zeros",
  ]

  /// The same, which makes its result on `Device.meta`.
  fileprivate var onMeta: Trace.Step {
    var step = self
    if Self.factories.contains(operation) { step.arguments["device"] = .string("meta") }
    return step
  }

  /// Where its results are, given tensors on `Device.meta`: there too, unless it says otherwise of what it makes like one of them.
  fileprivate var expectedDevice: Device {
    let isLike = operation.hasSuffix("_like") || operation.hasPrefix("new_")
    return isLike && arguments["device"] == .string("cpu") ? .cpu : .meta
  }
}

extension TraceValue {
  /// All that shows of it but the values of a tensor, in words.
  ///
  /// - Parameter device: Where a tensor should be; nil for where it is.
  fileprivate func form(of step: Trace.Step, on device: Device?) -> String {
    guard case .tensor(let tensor) = self else { return "\(self)" }
    let form = "\(tensor.dtype.name) \(tensor.shape) with strides \(tensor.strides) on \(device ?? tensor.device)"
    // A derivative may be found in another way where the values can't be asked.
    if step.operation == "autograd.grad" { return form }
    return form + (tensor.requiresGrad ? ", requires grad" : "") + (tensor.gradFn.map { " by \($0.name)" } ?? "")
  }
}
