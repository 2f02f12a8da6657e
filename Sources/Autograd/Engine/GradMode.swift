import CThreadState

/// Whether operators of this thread record a graph.
enum GradMode {
  @inline(__always)
  static var isEnabled: Bool { gb_records() }
}

/// Whether operators of this thread record a graph: PyTorch's `torch.is_grad_enabled()`.
public var isGradEnabled: Bool { gb_grad_enabled() }

/// Sets whether operators of this thread record a graph, from here on: PyTorch's `torch.set_grad_enabled(mode)` called as a function.
public func setGradEnabled(_ enabled: Bool) { gb_set_grad_enabled(enabled) }

/// Runs `body` with recording off or on, and sets it back whatever happens: `with torch.set_grad_enabled(mode):`.
///
/// The closure is synchronous, because grad mode belongs to the thread.
@discardableResult
public func withGradEnabled<Result, Failure: Error>(_ enabled: Bool, _ body: () throws(Failure) -> Result) throws(Failure) -> Result {
  let before = gb_grad_enabled()
  gb_set_grad_enabled(enabled)
  defer { gb_set_grad_enabled(before) }
  return try body()
}

/// Runs `body` without recording: results require no grad. PyTorch's `torch.no_grad()`.
///
/// It does not change what dropout or batch normalisation do: that is `eval()`.
@discardableResult
public func noGrad<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
  try withGradEnabled(false, body)
}

/// Runs `body` with recording, inside of `noGrad` too: PyTorch's `torch.enable_grad()`.
@discardableResult
public func enableGrad<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
  try withGradEnabled(true, body)
}
