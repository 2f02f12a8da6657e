import Autograd

extension Module {
  /// Calls `hook` before this module's part of a state dictionary is written: PyTorch's `register_state_dict_pre_hook`.
  ///
  /// - Parameter hook: Gets the module and what stands before its keys.
  @discardableResult
  public final func registerStateDictPreHook(_ hook: @escaping (_ module: Module, _ prefix: String) -> Void) -> RemovableHandle {
    materializeHooks().stateDictPre.add(hook)
  }

  /// Calls `hook` after this module's part of a state dictionary was written, which it may change: PyTorch's
  /// `register_state_dict_post_hook`.
  @discardableResult
  public final func registerStateDictPostHook(
    _ hook: @escaping (_ module: Module, _ stateDict: inout StateDict, _ prefix: String) -> Void
  ) -> RemovableHandle {
    materializeHooks().stateDictPost.add(hook)
  }

  /// Calls `hook` before this module takes its part out of a state dictionary, which it may change: PyTorch's
  /// `register_load_state_dict_pre_hook`. So keys that were renamed can be read from older files.
  @discardableResult
  public final func registerLoadStateDictPreHook(
    _ hook: @escaping (_ module: Module, _ stateDict: inout StateDict, _ prefix: String, _ report: inout LoadReport) -> Void
  ) -> RemovableHandle {
    materializeHooks().loadStateDictPre.add(hook)
  }

  /// Calls `hook` after this module and those below it took their parts: PyTorch's `register_load_state_dict_post_hook`.
  ///
  /// What it takes out of the report is no error any more.
  @discardableResult
  public final func registerLoadStateDictPostHook(
    _ hook: @escaping (_ module: Module, _ report: inout LoadReport) -> Void
  ) -> RemovableHandle {
    materializeHooks().loadStateDictPost.add(hook)
  }
}
