/// A hook on one of a node's outputs.
struct TensorHook {
  var outputNumber: Int
  var call: (Tensor) throws -> Tensor?
}

/// The hooks of a leaf: the accumulator that ends its graphs comes and goes, they stay.
final class LeafHooks {
  let beforeAccumulation = HookList<TensorHook>()
  let afterAccumulation = HookList<(Tensor) throws -> Void>()
}

extension Tensor {
  /// Calls `hook` with the gradient of this tensor each time that one is complete: PyTorch's `register_hook`.
  ///
  /// What the hook returns takes the gradient's place, before it is stored, handed out by `grad(...)` or passed on; nil keeps it. Hooks
  /// are called in the order of their registration, each with what the one before it made of the gradient; what `retainGrad()` keeps is
  /// what came out of the last. They must not write to the gradient, which others may hold. After a write in place to this tensor, a
  /// hook registered before it sees the gradient of the old values, one registered after it that of the new.
  ///
  ///     x.registerHook { $0 * 2 }
  ///
  /// - Returns: What takes the hook away.
  /// - Precondition: This tensor requires grad.
  /// - Throws: (the hook, out of `backward()`) Whatever it throws ends the pass.
  @discardableResult
  public final func registerHook(
    _ hook: @escaping (Tensor) throws -> Tensor?, file: StaticString = #filePath, line: UInt = #line
  ) -> RemovableHandle {
    guard requiresGrad else {
      fail("cannot register a hook on a tensor that doesn't require gradient", at: CallSite(file, line))
    }
    if let node = gradFn {
      return node.materializeExtras().tensorHooks.add(TensorHook(outputNumber: outputNumber, call: hook))
    }
    return materializeLeafHooks().beforeAccumulation.add(TensorHook(outputNumber: 0, call: hook))
  }

  /// Calls `hook` with the gradient of this tensor each time that one is complete, and keeps the gradient as it is.
  @discardableResult @_disfavoredOverload
  public final func registerHook(
    _ hook: @escaping (Tensor) throws -> Void, file: StaticString = #filePath, line: UInt = #line
  ) -> RemovableHandle {
    registerHook(
      { gradient in
        try hook(gradient)
        return nil
      }, file: file, line: line)
  }

  /// Calls `hook` with this leaf each time that a gradient was added to its `grad`: PyTorch's `register_post_accumulate_grad_hook`.
  ///
  /// The hook may use the gradient up and set `grad` to nil, so that no two gradients need be there at once. `grad(...)`, which
  /// accumulates nothing, does not call it.
  ///
  /// - Precondition: This tensor requires grad and is a leaf.
  @discardableResult
  public final func registerPostAccumulateGradHook(
    _ hook: @escaping (Tensor) throws -> Void, file: StaticString = #filePath, line: UInt = #line
  ) -> RemovableHandle {
    guard requiresGrad else {
      fail("cannot register a hook on a tensor that doesn't require gradient", at: CallSite(file, line))
    }
    guard isLeaf else { fail("post accumulate grad hooks cannot be registered on non-leaf tensors", at: CallSite(file, line)) }
    return materializeLeafHooks().afterAccumulation.add(hook)
  }

  private final func materializeLeafHooks() -> LeafHooks {
    let meta = materializeMeta()
    if let hooks = meta.leafHooks { return hooks }
    let hooks = LeafHooks()
    meta.leafHooks = hooks
    accumulator?.materializeExtras().leafHooks = hooks
    return hooks
  }
}
