import CThreadState

/// Whether this thread looks for operators whose derivative goes wrong: PyTorch's `torch.is_anomaly_enabled()`.
public var isAnomalyEnabled: Bool { gb_detects_anomaly() }

/// Whether anomaly mode takes a NaN in a gradient for an error: PyTorch's `torch.is_anomaly_check_nan_enabled()`.
public var isAnomalyCheckNaNEnabled: Bool { gb_checks_nan() }

/// Turns anomaly mode of this thread on or off: PyTorch's `torch.autograd.set_detect_anomaly(mode, check_nan)` called as a function.
///
/// In anomaly mode each operator that is recorded notes where it was called. When its derivative fails in `backward()`, a warning on
/// standard error names the operator and the lines of the program that called it, innermost last, and so does the error's
/// `forwardTrace`. It is slow: turn it on to find a mistake. Lines are known where the program was compiled with debug information.
///
/// - Parameters:
///   - enabled: Whether anomaly mode is on from here on.
///   - checkNaN: Whether a NaN in a gradient is an error as well.
public func setDetectAnomaly(_ enabled: Bool, checkNaN: Bool = true) { gb_set_anomaly(enabled, checkNaN) }

/// Runs `body` in anomaly mode, and sets the mode back whatever happens: PyTorch's `torch.autograd.detect_anomaly(check_nan)`.
///
///     try withDetectAnomaly {
///       let y = Tensor([-1.0], requiresGrad: true).sqrt()
///       try y.backward()  // throws: Function 'SqrtBackward0' returned nan values in its 0th output.
///     }
///
/// - Parameters:
///   - checkNaN: Whether a NaN in a gradient is an error as well.
///   - body: What runs in anomaly mode; its result is given back, and what it throws passed on.
@discardableResult
public func withDetectAnomaly<Result, Failure: Error>(
  checkNaN: Bool = true, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let before = (gb_detects_anomaly(), gb_checks_nan())
  Warning.say("Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging.")
  gb_set_anomaly(true, checkNaN)
  defer { gb_set_anomaly(before.0, before.1) }
  return try body()
}

/// What anomaly mode does during a backward pass.
enum AnomalyMode {
  static func refuseNaN(in results: borrowing Gradients, of node: Node) throws(AutogradError) {
    for i in 0..<results.count {
      guard let gradient = results[i], noGrad({ gradient.ne(gradient).any().item(as: Bool.self) }) else { continue }
      throw AutogradError("Function '\(node.name)' returned nan values in its \(i)th output.")
    }
  }

  /// Says where the operator was called whose derivative failed, and whose derivative it was part of in turn.
  static func report(_ error: AutogradError, of node: Node) -> AutogradError {
    guard let call = node.extras?.forwardCall else {
      Warning.say(
        "Error detected in \(node.name). No forward pass information available. Enable detect anomaly during forward pass for more "
          + "information.")
      return error
    }
    var trace = "Error detected in \(node.name). Traceback of forward call that caused the error:\n" + call.description
    var ancestor = call.parent
    while let parent = ancestor {
      if let call = parent.extras?.forwardCall {
        trace +=
          "\n\nPrevious calculation was induced by \(parent.name). Traceback of forward call that induced the previous calculation:\n"
          + call.description
      } else {
        trace +=
          "\n\nPrevious calculation was induced by \(parent.name). No forward pass information available. Enable detect anomaly during "
          + "forward pass for more information."
      }
      ancestor = parent.extras?.forwardCall?.parent
    }
    Warning.say(trace)
    var traced = error
    if traced.forwardTrace == nil { traced.forwardTrace = trace }
    return traced
  }
}

extension Node {
  /// Remembers where the operator is called that is being recorded.
  @inline(never)
  final func noteForwardCall() { materializeExtras().forwardCall = ForwardCall() }
}
