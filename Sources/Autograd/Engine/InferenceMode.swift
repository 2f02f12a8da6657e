import CThreadState

/// Whether this thread is in inference mode: PyTorch's `torch.is_inference_mode_enabled()`.
public var isInferenceModeEnabled: Bool { gb_inference() }

/// Runs `body` without recording and without counting writes: PyTorch's `torch.inference_mode()`.
///
/// It goes further than `noGrad`: tensors made in it are *inference tensors*, which autograd will have nothing to do with afterwards.
/// They can be read anywhere, but outside of inference mode they cannot be written in place, saved for `backward()` or made to require
/// grad; their `clone()` can. Views of other tensors stay normal. The mode belongs to the thread, and is set back whatever happens.
///
/// - Parameters:
///   - enabled: False leaves inference mode, and turns recording on, for the time of `body`.
///   - body: What runs in the mode; its result is given back, and what it throws passed on.
@discardableResult
public func inferenceMode<Result, Failure: Error>(_ enabled: Bool = true, _ body: () throws(Failure) -> Result) throws(Failure) -> Result {
  let (grad, inference) = (gb_grad_enabled(), gb_inference())
  gb_set_inference(enabled)
  gb_set_grad_enabled(!enabled)
  defer {
    gb_set_inference(inference)
    gb_set_grad_enabled(grad)
  }
  return try body()
}
