import CKernels

/// One step of the optimizer Adam for a parameter and what is kept for it, in one pass over memory where operators would take eight.
///
/// The arithmetic, rounding by rounding, is that of the operators, so that it makes no difference which of the two is used.
package struct AdamStep {
  private var settings: gb_adam_settings
  private let isDecoupled: Bool

  /// The numbers of a step.
  ///
  /// - Parameters:
  ///   - decay: What the parameter is multiplied by first; nil for no decoupled decay.
  ///   - gradientDecay: The parameter times this is added to the gradient; 0 for none.
  ///   - correction: What the root of the averaged squares is divided by.
  package init(
    maximize: Bool, decay: Double?, gradientDecay: Double, beta1: Double, beta2: Double, correction: Double, eps: Double, stepSize: Double
  ) {
    settings = gb_adam_settings(
      maximize: maximize, decay: decay ?? 1, gradient_decay: gradientDecay, average_weight: 1 - beta1, square_keep: beta2,
      square_weight: 1 - beta2, correction: correction, eps: eps, factor: -stepSize)
    isDecoupled = decay != nil
  }

  /// Takes the step, unless the tensors differ in dtype or layout, have holes, or are of a dtype that has no loop: then it does nothing
  /// and answers false.
  ///
  /// - Parameter largest: The largest averaged squares so far, for AMSGrad.
  package func run(parameter: Tensor, gradient: Tensor, average: Tensor, squareAverage: Tensor, largest: Tensor?) -> Bool {
    guard let loop = gb_adam(parameter.dtype.kernel), parameter.isNonOverlappingAndDense, !parameter.isMeta,
      parameter.isApart(from: gradient), parameter.isApart(from: average), parameter.isApart(from: squareAverage),
      largest.map(parameter.isApart) ?? true
    else { return false }
    let size = parameter.dtype.byteCount
    let (p, g, m, v, w) = (parameter.bytes, gradient.bytes, average.bytes, squareAverage.bytes, largest?.bytes)
    withUnsafePointer(to: settings) { settings in
      Parallel.run(count: parameter.numel) { range in
        let first = range.lowerBound * size
        loop(p + first, g + first, m + first, v + first, w.map { $0 + first }, range.count, settings)
      }
    }
    if isDecoupled { parameter.bumpVersion() }
    for written in [parameter, average, squareAverage] { written.bumpVersion() }
    largest?.bumpVersion()
    return true
  }
}

extension Tensor {
  /// Whether another tensor has this one's dtype and layout, in memory of its own.
  fileprivate final func isApart(from other: Tensor) -> Bool {
    dtype == other.dtype && sizes == other.sizes && steps == other.steps && storage !== other.storage && !other.isMeta
  }
}
