import Autograd

/// Scales the gradients of the parameters, in place, so that the norm of all of them together is at most `maxNorm`: PyTorch's
/// `torch.nn.utils.clip_grad_norm_`.
///
///     try loss.backward()
///     clipGradNorm_(model.parameters(), 1)
///     optimizer.step()
///
/// - Parameters:
///   - parameters: Those without a gradient don't count.
///   - maxNorm: The largest norm.
///   - normType: The norm's exponent; `.infinity` for the largest magnitude.
///   - errorIfNonfinite: Whether a norm that is NaN or infinite is an error; else it makes all gradients NaN or 0.
/// - Returns: The norm before, as a single number.
@discardableResult
public func clipGradNorm_(
  _ parameters: [Tensor], _ maxNorm: Double, normType: Scalar = 2, errorIfNonfinite: Bool = false, file: StaticString = #filePath,
  line: UInt = #line
) -> Tensor {
  let total = getTotalNorm(
    parameters.compactMap(\.grad), normType: normType, errorIfNonfinite: errorIfNonfinite, file: file, line: line)
  clipGradsWithNorm_(parameters, maxNorm, totalNorm: total)
  return total
}

/// The norm of all elements of some tensors together, as a single number: PyTorch's `torch.nn.utils.get_total_norm`.
///
/// - Parameters:
///   - tensors: Gradients, as a rule; 0 where there are none.
///   - normType: The norm's exponent; `.infinity` for the largest magnitude.
///   - errorIfNonfinite: Whether a norm that is NaN or infinite is an error.
public func getTotalNorm(
  _ tensors: [Tensor], normType: Scalar = 2, errorIfNonfinite: Bool = false, file: StaticString = #filePath, line: UInt = #line
) -> Tensor {
  if tensors.isEmpty { return Tensor(0.0) }
  let total = noGrad { Tensor.stack(tensors.map { $0.vectorNorm(ord: normType) }).vectorNorm(ord: normType) }
  if errorIfNonfinite && !total.item().isFinite {
    fail(
      "The total norm of order \(Printed.number(.double(normType.double))) for gradients from `parameters` is non-finite, so it cannot be "
        + "clipped. To disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`",
      at: CallSite(file, line))
  }
  return total
}

/// Scales the gradients of the parameters, in place, as `clipGradNorm_` does, by a norm that is known: PyTorch's
/// `torch.nn.utils.clip_grads_with_norm_`.
///
/// - Parameters:
///   - parameters: Those without a gradient are left out.
///   - maxNorm: The largest norm.
///   - totalNorm: The norm, as a single number, by which the gradients are scaled if it is larger.
public func clipGradsWithNorm_(_ parameters: [Tensor], _ maxNorm: Double, totalNorm: Tensor) {
  noGrad {
    let factor = (maxNorm / (totalNorm + 1e-6)).clamp(max: 1.0)
    for parameter in parameters {
      if let gradient = parameter.grad { gradient.mul_(factor.to(gradient.dtype)) }
    }
  }
}

/// `clipGradNorm_`, under the name without the underscore.
@discardableResult
public func clipGradNorm(
  _ parameters: [Tensor], _ maxNorm: Double, normType: Scalar = 2, errorIfNonfinite: Bool = false, file: StaticString = #filePath,
  line: UInt = #line
) -> Tensor {
  clipGradNorm_(parameters, maxNorm, normType: normType, errorIfNonfinite: errorIfNonfinite, file: file, line: line)
}

/// Cuts each element of the parameters' gradients to ±`clipValue`, in place: PyTorch's `torch.nn.utils.clip_grad_value_`.
public func clipGradValue_(_ parameters: [Tensor], _ clipValue: Double) {
  noGrad {
    for parameter in parameters { parameter.grad?.clamp_(min: .double(-clipValue), max: .double(clipValue)) }
  }
}
