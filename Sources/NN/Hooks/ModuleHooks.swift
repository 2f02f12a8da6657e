import Autograd
import Synchronization

/// The hooks of one module, or those of all modules.
final class ModuleHooks {
  typealias ForwardPreHook = (_ module: Module, _ inputs: [Tensor]) -> [Tensor]?
  typealias ForwardHook = (_ module: Module, _ inputs: [Tensor], _ outputs: [Tensor]) -> [Tensor]?
  typealias BackwardPreHook = (_ module: Module, _ gradOutputs: [Tensor?]) throws -> [Tensor?]?
  typealias BackwardHook = (_ module: Module, _ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) throws -> [Tensor?]?

  let forwardPre = HookList<ForwardPreHook>()
  let forward = HookList<ForwardHook>()
  let backwardPre = HookList<BackwardPreHook>()
  let backward = HookList<BackwardHook>()
  let stateDictPre = HookList<(Module, _ prefix: String) -> Void>()
  let stateDictPost = HookList<(Module, inout StateDict, _ prefix: String) -> Void>()
  let loadStateDictPre = HookList<(Module, inout StateDict, _ prefix: String, inout LoadReport) -> Void>()
  let loadStateDictPost = HookList<(Module, inout LoadReport) -> Void>()

  private static let globalHooksExist = Atomic(false)
  // Safe: what is in it is only reached under the lock, and hooks are copied out of it before they are called.
  nonisolated(unsafe) private static let globalHooks = ModuleHooks()
  private static let lock = Mutex(())

  /// Whether a hook was ever registered for all modules: asked at each call of a module.
  @inline(__always)
  static var existForAllModules: Bool { globalHooksExist.load(ordering: .relaxed) }

  /// The hooks for all modules, which are run before a module's own.
  static func forAllModules<Hook>(_ list: (ModuleHooks) -> HookList<Hook>) -> [Hook] {
    if !existForAllModules { return [] }
    return locked { list(globalHooks).hooks }
  }

  static func addForAllModules<Hook>(_ hook: Hook, to list: (ModuleHooks) -> HookList<Hook>) -> RemovableHandle {
    let handle = locked { list(globalHooks).add(hook) }
    globalHooksExist.store(true, ordering: .relaxed)
    return RemovableHandle { locked { handle.remove() } }
  }

  private static func locked<Result>(_ body: () -> Result) -> Result {
    // Safe: written once, before the lock is given back, and read by this call alone.
    nonisolated(unsafe) var result: Result?
    lock.withLock { _ in result = body() }
    return result!
  }
}

extension Module {
  final func materializeHooks() -> ModuleHooks {
    if let hooks { return hooks }
    let fresh = ModuleHooks()
    hooks = fresh
    return fresh
  }
}
