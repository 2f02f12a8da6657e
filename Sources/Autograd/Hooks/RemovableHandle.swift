/// What registering a hook gives back, to take the hook away again: PyTorch's `RemovableHandle`.
public struct RemovableHandle {
  private let removal: () -> Void

  /// A handle that does `removal` when it is asked to.
  public init(_ removal: @escaping () -> Void) { self.removal = removal }

  /// Takes the hook away. It is not called again; what it did stays. A second time does nothing.
  public func remove() { removal() }
}

/// Hooks in the order in which they are called, each with a number by which it is taken away.
package final class HookList<Hook> {
  private var entries: [(number: Int, hook: Hook)] = []
  private var next = 0

  package init() {}

  /// A copy, so that a hook may register or remove others while they are run.
  package var hooks: [Hook] { entries.map(\.hook) }

  /// Registers a hook behind the others, or before them.
  package func add(_ hook: Hook, first: Bool = false) -> RemovableHandle {
    let number = next
    next += 1
    entries.insert((number, hook), at: first ? 0 : entries.count)
    return RemovableHandle { [weak self] in self?.entries.removeAll { $0.number == number } }
  }
}
