import Autograd

/// What is to be called around steps, saving and loading.
final class OptimizerHooks {
  let beforeStep = HookList<(Optimizer) -> Void>()
  let afterStep = HookList<(Optimizer) -> Void>()
  let beforeSaving = HookList<(Optimizer) -> Void>()
  let afterSaving = HookList<(Optimizer, OptimizerState) -> OptimizerState?>()
  let beforeLoading = HookList<(Optimizer, OptimizerState) -> OptimizerState?>()
  let afterLoading = HookList<(Optimizer) -> Void>()
}

extension Optimizer {
  /// Calls `hook` before each step: PyTorch's `register_step_pre_hook`.
  @discardableResult
  public final func registerStepPreHook(_ hook: @escaping (Optimizer) -> Void) -> RemovableHandle { hooks.beforeStep.add(hook) }

  /// Calls `hook` after each step: PyTorch's `register_step_post_hook`.
  @discardableResult
  public final func registerStepPostHook(_ hook: @escaping (Optimizer) -> Void) -> RemovableHandle { hooks.afterStep.add(hook) }

  /// Calls `hook` before the state is taken: PyTorch's `register_state_dict_pre_hook`.
  @discardableResult
  public final func registerStateDictPreHook(_ hook: @escaping (Optimizer) -> Void) -> RemovableHandle { hooks.beforeSaving.add(hook) }

  /// Lets `hook` replace the state that `stateDict()` gives; nil leaves it: PyTorch's `register_state_dict_post_hook`.
  @discardableResult
  public final func registerStateDictPostHook(
    _ hook: @escaping (Optimizer, OptimizerState) -> OptimizerState?
  ) -> RemovableHandle { hooks.afterSaving.add(hook) }

  /// Lets `hook` replace the state before it is loaded; nil leaves it: PyTorch's `register_load_state_dict_pre_hook`.
  @discardableResult
  public final func registerLoadStateDictPreHook(
    _ hook: @escaping (Optimizer, OptimizerState) -> OptimizerState?
  ) -> RemovableHandle { hooks.beforeLoading.add(hook) }

  /// Calls `hook` after a state was loaded: PyTorch's `register_load_state_dict_post_hook`.
  @discardableResult
  public final func registerLoadStateDictPostHook(_ hook: @escaping (Optimizer) -> Void) -> RemovableHandle {
    hooks.afterLoading.add(hook)
  }
}
