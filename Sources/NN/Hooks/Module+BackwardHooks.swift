import Autograd

extension Module {
  /// Calls `hook` each time that a backward pass has computed the gradients of the module's inputs, with them and those of its outputs:
  /// PyTorch's `register_full_backward_hook`.
  ///
  /// A list that it returns takes the place of the inputs' gradients; nil keeps them. An input that requires no grad has nil. Where no input
  /// requires grad, the hook is called when the outputs' gradients are there, with nil for each input.
  ///
  /// What the hook throws ends the pass, and comes out of `backward()`.
  ///
  /// - Parameters:
  ///   - prepend: Whether the hook is called before the module's others.
  ///   - hook: Gets the module and the gradients of its inputs and outputs.
  @discardableResult
  public final func registerFullBackwardHook(
    prepend: Bool = false,
    _ hook: @escaping (_ module: Module, _ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) throws -> [Tensor?]?
  ) -> RemovableHandle {
    materializeHooks().backward.add(hook, first: prepend)
  }

  /// Calls `hook` each time that a backward pass has computed the gradients of the module's inputs, and keeps them as they are.
  ///
  /// - Parameters:
  ///   - prepend: Whether the hook is called before the module's others.
  ///   - hook: Gets the module and the gradients of its inputs and outputs.
  @discardableResult @_disfavoredOverload
  public final func registerFullBackwardHook(
    prepend: Bool = false,
    _ hook: @escaping (_ module: Module, _ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) throws -> Void
  ) -> RemovableHandle {
    registerFullBackwardHook(prepend: prepend) { module, gradInputs, gradOutputs in
      try hook(module, gradInputs, gradOutputs)
      return nil
    }
  }

  /// Calls `hook` each time that a backward pass has computed the gradients of the module's outputs: PyTorch's
  /// `register_full_backward_pre_hook`.
  ///
  /// A list that it returns takes their place; nil keeps them.
  ///
  /// - Parameters:
  ///   - prepend: Whether the hook is called before the module's others.
  ///   - hook: Gets the module and the gradients of its outputs.
  @discardableResult
  public final func registerFullBackwardPreHook(
    prepend: Bool = false, _ hook: @escaping (_ module: Module, _ gradOutputs: [Tensor?]) throws -> [Tensor?]?
  ) -> RemovableHandle {
    materializeHooks().backwardPre.add(hook, first: prepend)
  }

  /// Calls `hook` each time that a backward pass has computed the gradients of the module's outputs, and keeps them as they are.
  ///
  /// - Parameters:
  ///   - prepend: Whether the hook is called before the module's others.
  ///   - hook: Gets the module and the gradients of its outputs.
  @discardableResult @_disfavoredOverload
  public final func registerFullBackwardPreHook(
    prepend: Bool = false, _ hook: @escaping (_ module: Module, _ gradOutputs: [Tensor?]) throws -> Void
  ) -> RemovableHandle {
    registerFullBackwardPreHook(prepend: prepend) { module, gradOutputs in
      try hook(module, gradOutputs)
      return nil
    }
  }

  /// Calls `hook` before the own backward hooks of every module: PyTorch's `register_module_full_backward_hook`.
  @discardableResult
  public static func registerGlobalFullBackwardHook(
    _ hook: @escaping (_ module: Module, _ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) throws -> [Tensor?]?
  ) -> RemovableHandle {
    ModuleHooks.addForAllModules(hook) { $0.backward }
  }

  /// Calls `hook` before the own backward pre-hooks of every module: PyTorch's `register_module_full_backward_pre_hook`.
  @discardableResult
  public static func registerGlobalFullBackwardPreHook(
    _ hook: @escaping (_ module: Module, _ gradOutputs: [Tensor?]) throws -> [Tensor?]?
  ) -> RemovableHandle {
    ModuleHooks.addForAllModules(hook) { $0.backwardPre }
  }
}
