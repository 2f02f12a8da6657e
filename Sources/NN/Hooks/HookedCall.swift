import Autograd

/// One call of a module with its hooks: those for all modules before its own; first the pre-hooks, then `forward`, then the forward hooks.
/// Backward hooks take their place around `forward` as two nodes of the graph.
struct HookedCall {
  private let module: Module
  private let own: ModuleHooks?

  init(of module: Module) {
    self.module = module
    own = module.hooks
  }

  func outputs(_ inputs: [Tensor], _ body: ([Tensor]) -> [Tensor]) -> [Tensor] {
    var inputs = inputs
    for hook in hooks({ $0.forwardPre }) {
      if let replacement = hook(module, inputs) { inputs = replacement }
    }
    let backward = hooks { $0.backward }
    let backwardPre = hooks { $0.backwardPre }
    let pass = backward.isEmpty && backwardPre.isEmpty ? nil : HookedBackward(module, backward, pre: backwardPre)
    if let pass { inputs = pass.watch(inputs: inputs) }
    var outputs = body(inputs)
    for hook in hooks({ $0.forward }) {
      if let replacement = hook(module, inputs, outputs) { outputs = replacement }
    }
    return pass?.watch(outputs: outputs) ?? outputs
  }

  private func hooks<Hook>(_ list: (ModuleHooks) -> HookList<Hook>) -> [Hook] {
    ModuleHooks.forAllModules(list) + (own.map { list($0).hooks } ?? [])
  }
}

/// The backward hooks of one call of a module. What reaches the node behind the outputs are the gradients of the outputs; when the node
/// before the inputs is run, those of the inputs are known.
private final class HookedBackward {
  private let module: Module
  private let hooks: [ModuleHooks.BackwardHook]
  private let preHooks: [ModuleHooks.BackwardPreHook]
  private var inputCount = 0
  private var hasWatchedInputs = false
  private var gradOutputs: [Tensor?]?

  init(_ module: Module, _ hooks: [ModuleHooks.BackwardHook], pre: [ModuleHooks.BackwardPreHook]) {
    self.module = module
    self.hooks = hooks
    preHooks = pre
  }

  func watch(inputs: [Tensor]) -> [Tensor] {
    inputCount = inputs.count
    guard let (watched, node) = Self.passedThroughNode(inputs) else { return inputs }
    hasWatchedInputs = true
    node.registerHook { [self] gradInputs, _ in
      // Where no output got a gradient, nothing of this call is part of the pass.
      guard let arrived = gradOutputs else { return nil }
      gradOutputs = nil
      return try callHooks(gradInputs, arrived)
    }
    return watched
  }

  func watch(outputs: [Tensor]) -> [Tensor] {
    guard let (watched, node) = Self.passedThroughNode(outputs) else { return outputs }
    node.registerPrehook { [self] arrived in
      let gradients = try callPreHooks(arrived)
      if hasWatchedInputs {
        gradOutputs = gradients
      } else {
        try callHooksWithoutInputs(gradients)
      }
      return gradients
    }
    return watched
  }

  private func callHooks(_ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) throws -> [Tensor?] {
    var gradInputs = gradInputs
    for hook in hooks {
      guard let replacement = try hook(module, gradInputs, gradOutputs) else { continue }
      if replacement.count != gradInputs.count {
        throw ModuleHookError(
          "Backward hook returned an invalid number of grad_input, got \(replacement.count), but expected \(gradInputs.count)")
      }
      gradInputs = replacement
    }
    return gradInputs
  }

  private func callPreHooks(_ arrived: [Tensor?]) throws -> [Tensor?] {
    var gradients = arrived
    for hook in preHooks {
      guard let replacement = try hook(module, gradients) else { continue }
      if replacement.count != gradients.count {
        throw ModuleHookError(
          "Backward pre hook returned an invalid number of grad_output, got \(replacement.count), but expected \(gradients.count)")
      }
      gradients = replacement
    }
    return gradients
  }

  /// No input wants a gradient: the hooks are called as soon as the outputs' gradients are there.
  private func callHooksWithoutInputs(_ gradients: [Tensor?]) throws {
    for hook in hooks {
      let result = try hook(module, Array(repeating: nil, count: inputCount), gradients)
      if let result, result.contains(where: { $0 != nil }) {
        throw ModuleHookError(
          "Backward hook for Modules where no input requires gradient should always return None or None for all gradients.")
      }
    }
  }

  /// The same tensors behind a node of their own, if a graph is recorded for one of them.
  private static func passedThroughNode(_ tensors: [Tensor]) -> (tensors: [Tensor], node: Node)? {
    guard isGradEnabled, tensors.contains(where: \.requiresGrad) else { return nil }
    let watched = BackwardHookFunction().apply(tensors)
    guard let node = watched.lazy.compactMap(\.gradFn).first else { return nil }
    return (watched, node)
  }
}

/// Gives its inputs as they are: a node at which gradients can be seen. The name is PyTorch's, which shows in a tensor's printed form.
private struct BackwardHookFunction: Function {
  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] { inputs }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) -> [Tensor?] { gradOutputs }
}

/// What a module's backward hook did wrong, in PyTorch's words.
struct ModuleHookError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
