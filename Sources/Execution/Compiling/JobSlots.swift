import Synchronization

/// As many compilers at a time as there are cores, over all chapters.
final class JobSlots: Sendable {
  private struct State {
    var free: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>
  let count: Int

  init(count: Int) {
    self.count = max(count, 1)
    state = Mutex(State(free: max(count, 1)))
  }

  func withSlot<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.free > 0 else {
          state.waiting.append(continuation)
          return false
        }
        state.free -= 1
        return true
      }
      if isFree { continuation.resume() }
    }
    defer {
      let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
        if state.waiting.isEmpty {
          state.free += 1
          return nil
        }
        return state.waiting.removeFirst()
      }
      next?.resume()
    }
    try Task.checkCancellation()
    return try await body()
  }
}
