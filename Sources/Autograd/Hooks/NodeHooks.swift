/// What is called as a node is run: from the gradients of its inputs and those of its outputs, other gradients of the inputs.
typealias NodeHook = (_ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) throws -> [Tensor?]?

/// What is called before a node is run: from the gradients of its outputs, others.
typealias NodePreHook = (_ gradOutputs: [Tensor?]) throws -> [Tensor?]?

extension Node {
  /// Calls `hook` each time that a backward pass has run this node, with the gradients that it computed for its inputs and those that
  /// came for its outputs: PyTorch's `Node.register_hook`.
  ///
  /// A list that the hook returns takes the place of the first; nil keeps it. It has one entry an input, nil where there is no gradient.
  @discardableResult
  public final func registerHook(
    _ hook: @escaping (_ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) throws -> [Tensor?]?
  ) -> RemovableHandle {
    materializeExtras().hooks.add(hook)
  }

  /// Calls `hook` each time that a backward pass has run this node, and keeps the gradients as they are.
  @discardableResult @_disfavoredOverload
  public final func registerHook(
    _ hook: @escaping (_ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) throws -> Void
  ) -> RemovableHandle {
    registerHook { gradInputs, gradOutputs in
      try hook(gradInputs, gradOutputs)
      return nil
    }
  }

  /// Calls `hook` each time before a backward pass runs this node, with the gradients of its outputs: PyTorch's `Node.register_prehook`.
  ///
  /// A list that the hook returns takes their place; nil keeps them. The hooks of the tensors come first.
  @discardableResult
  public final func registerPrehook(_ hook: @escaping (_ gradOutputs: [Tensor?]) throws -> [Tensor?]?) -> RemovableHandle {
    materializeExtras().preHooks.add(hook)
  }

  /// Calls `hook` each time before a backward pass runs this node, and keeps the gradients as they are.
  @discardableResult @_disfavoredOverload
  public final func registerPrehook(_ hook: @escaping (_ gradOutputs: [Tensor?]) throws -> Void) -> RemovableHandle {
    registerPrehook { gradOutputs in
      try hook(gradOutputs)
      return nil
    }
  }
}
