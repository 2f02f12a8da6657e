import Autograd

// What PyTorch 0.4 made of `Variable`: the name stayed, so that old programs run, and the classes became one.

/// A tensor on the same memory, outside of the graph: PyTorch's `torch.autograd.Variable` since 0.4.
///
///     let x = Variable(Tensor([1.0, 2.0]), requiresGrad: true)  // a Tensor
///
/// It shares its count of writes with `data`.
///
/// - Parameter volatile: Has no effect, and says so on standard error.
/// - Precondition: Not both flags are set; only floating types require grad.
public func Variable(
  _ data: Tensor, requiresGrad: Bool = false, volatile: Bool = false, file: StaticString = #filePath, line: UInt = #line
) -> Tensor {
  if volatile { Warning.say(noEffect, at: CallSite(file, line)) }
  if requiresGrad && volatile { fail("Variable can't be volatile and require_grad at the same time!", at: CallSite(file, line)) }
  let tensor = data.detach()
  return requiresGrad ? tensor.requiresGrad_(true, file: file, line: line) : tensor
}

private let noEffect = "volatile was removed and now has no effect. Use `with torch.no_grad():` instead."

extension Tensor {
  /// Always false; reading and setting it say on standard error that it was removed.
  public final var volatile: Bool {
    get {
      Warning.say("volatile was removed (Variable.volatile is always False)")
      return false
    }
    set { Warning.say(noEffect) }
  }
}
