import Autograd

extension Module {
  /// Calls `hook` each time before `forward`, with the inputs: PyTorch's `register_forward_pre_hook`.
  ///
  /// A list that it returns takes the inputs' place; nil keeps them. Hooks are called in the order of their registration, those for all
  /// modules first. They see the tensors among the arguments, in order, and not masks and other options.
  ///
  /// - Parameters:
  ///   - prepend: Whether the hook is called before the module's others.
  ///   - hook: Gets the module and the inputs.
  /// - Returns: What takes the hook away.
  @discardableResult
  public final func registerForwardPreHook(
    prepend: Bool = false, _ hook: @escaping (_ module: Module, _ inputs: [Tensor]) -> [Tensor]?
  ) -> RemovableHandle {
    materializeHooks().forwardPre.add(hook, first: prepend)
  }

  /// Calls `hook` each time before `forward`, and keeps the inputs as they are.
  ///
  /// - Parameters:
  ///   - prepend: Whether the hook is called before the module's others.
  ///   - hook: Gets the module and the inputs.
  @discardableResult @_disfavoredOverload
  public final func registerForwardPreHook(
    prepend: Bool = false, _ hook: @escaping (_ module: Module, _ inputs: [Tensor]) -> Void
  ) -> RemovableHandle {
    registerForwardPreHook(prepend: prepend) { module, inputs in
      hook(module, inputs)
      return nil
    }
  }

  /// Calls `hook` each time after `forward`, with the inputs and the output: PyTorch's `register_forward_hook`.
  ///
  /// A tensor that it returns takes the output's place; nil keeps it. Of a module with several outputs it is the first: see
  /// `registerForwardHook(outputs:)`.
  ///
  ///     var activations: [Tensor] = []
  ///     let handle = model.registerForwardHook { _, _, output in activations.append(output.detach()) }
  ///
  /// - Parameters:
  ///   - prepend: Whether the hook is called before the module's others.
  ///   - hook: Gets the module, its inputs and its output.
  @discardableResult
  public final func registerForwardHook(
    prepend: Bool = false, _ hook: @escaping (_ module: Module, _ inputs: [Tensor], _ output: Tensor) -> Tensor?
  ) -> RemovableHandle {
    registerForwardHook(
      prepend: prepend,
      outputs: { module, inputs, outputs in hook(module, inputs, outputs[0]).map { [$0] + outputs.dropFirst() } })
  }

  /// Calls `hook` each time after `forward`, and keeps the output as it is.
  ///
  /// - Parameters:
  ///   - prepend: Whether the hook is called before the module's others.
  ///   - hook: Gets the module, its inputs and its output.
  @discardableResult @_disfavoredOverload
  public final func registerForwardHook(
    prepend: Bool = false, _ hook: @escaping (_ module: Module, _ inputs: [Tensor], _ output: Tensor) -> Void
  ) -> RemovableHandle {
    registerForwardHook(
      prepend: prepend,
      outputs: { module, inputs, outputs in
        hook(module, inputs, outputs[0])
        return nil
      })
  }

  /// Calls `hook` each time after `forward`, with the inputs and all outputs, such as the output and the last states of an LSTM.
  ///
  /// A list that it returns takes the outputs' place; nil keeps them.
  ///
  /// - Parameters:
  ///   - prepend: Whether the hook is called before the module's others.
  ///   - hook: Gets the module, its inputs and its outputs.
  @discardableResult
  public final func registerForwardHook(
    prepend: Bool = false, outputs hook: @escaping (_ module: Module, _ inputs: [Tensor], _ outputs: [Tensor]) -> [Tensor]?
  ) -> RemovableHandle {
    materializeHooks().forward.add(hook, first: prepend)
  }

  /// Calls `hook` before the own pre-hooks of every module that is called: PyTorch's `register_module_forward_pre_hook`.
  @discardableResult
  public static func registerGlobalForwardPreHook(
    _ hook: @escaping (_ module: Module, _ inputs: [Tensor]) -> [Tensor]?
  ) -> RemovableHandle {
    ModuleHooks.addForAllModules(hook) { $0.forwardPre }
  }

  /// Calls `hook` before the own forward hooks of every module that is called: PyTorch's `register_module_forward_hook`.
  @discardableResult
  public static func registerGlobalForwardHook(
    _ hook: @escaping (_ module: Module, _ inputs: [Tensor], _ outputs: [Tensor]) -> [Tensor]?
  ) -> RemovableHandle {
    ModuleHooks.addForAllModules(hook) { $0.forward }
  }
}
