/// How the engine calls hooks, and what it refuses of their answers.
extension NodeExtras {
  /// Calls the hooks of the tensors that the node computed, then keeps what `retainGrad()` asked for.
  func callTensorHooks(_ gradients: inout Gradients) throws(AutogradError) {
    for list in [tensorHooksIfAny, leafHooks?.beforeAccumulation] {
      guard let list else { continue }
      for hook in list.hooks {
        guard let gradient = gradients[hook.outputNumber] else { continue }
        let replacement = try AutogradError.wrapping { () throws in try hook.call(gradient) }
        guard let replacement else { continue }
        try Self.check(replacement, replaces: gradient)
        gradients[hook.outputNumber] = replacement
      }
    }
    for retained in retainedOutputs {
      if let tensor = retained.tensor, let gradient = gradients[retained.outputNumber] { tensor.keepGradient(gradient) }
    }
  }

  func callPreHooks(_ gradients: inout Gradients) throws(AutogradError) {
    guard let preHooks = preHooksIfAny else { return }
    for hook in preHooks.hooks {
      let before = gradients.list
      if let list = try AutogradError.wrapping({ () throws in try hook(before) }) {
        try Self.check(list, replaces: before)
        gradients = Gradients(list)
      }
    }
  }

  func callHooks(_ results: inout Gradients, gradOutputs: [Tensor?]) throws(AutogradError) {
    guard let hooks = hooksIfAny else { return }
    for hook in hooks.hooks {
      let before = results.list
      if let list = try AutogradError.wrapping({ () throws in try hook(before, gradOutputs) }) {
        try Self.check(list, replaces: before)
        results = Gradients(list)
      }
    }
  }

  private static func check(_ list: [Tensor?], replaces before: [Tensor?]) throws(AutogradError) {
    if list.count != before.count {
      throw AutogradError("hook '<lambda>' has returned an incorrect number of values (got \(list.count), but expected \(before.count))")
    }
    for (replacement, gradient) in zip(list, before) {
      guard let replacement else { continue }
      guard let gradient else { throw AutogradError("can't replace a None gradient with a non-None value") }
      try check(replacement, replaces: gradient)
    }
  }

  private static func check(_ replacement: Tensor, replaces gradient: Tensor) throws(AutogradError) {
    if replacement.dtype != gradient.dtype {
      throw AutogradError(
        "hook '<lambda>' has changed the type of value (was \(gradient.legacyTypeName) got \(replacement.legacyTypeName))")
    }
    if replacement.sizes != gradient.sizes { throw AutogradError("hook '<lambda>' has changed the size of value") }
  }
}
