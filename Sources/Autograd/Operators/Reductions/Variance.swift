import CKernels

extension Tensor {
  /// The variance: PyTorch's `var`.
  ///
  ///     Tensor([1.0, 2.0, 4.0]).var(correction: 0)  // tensor(1.5556)
  ///
  /// - Parameters:
  ///   - dims: Along which dimensions; without any, along all.
  ///   - correction: What is subtracted from the number of elements to divide by: 1 is Bessel's correction, 0 none.
  ///   - keepdim: Keeps the dimensions with size 1.
  /// - Precondition: The dtype is floating.
  public final func `var`(
    _ dims: [Int] = [], correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let moments = moments(dims, correction, "std and var", at: CallSite(file, line))
    let isReduced = moments.isReduced
    return moments.variance.shaped(moments.sizes(keepdim)).recorded("VarBackward0", inputs: [self], saving: [self]) { s, g in
      [Tensor.varianceGradient(g.restored(isReduced, keepdim: keepdim), s[0], isReduced, correction)]
    }
  }

  /// The variance along some dimensions: PyTorch's `var(dim)`.
  public final func `var`(
    _ dims: Int..., correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { `var`(dims, correction: correction, keepdim: keepdim, file: file, line: line) }

  /// The standard deviation, the square root of the variance: PyTorch's `std`. Its gradient at 0 is 0.
  ///
  /// - Parameters:
  ///   - dims: Along which dimensions; without any, along all.
  ///   - correction: What is subtracted from the number of elements to divide by: 1 is Bessel's correction, 0 none.
  ///   - keepdim: Keeps the dimensions with size 1.
  /// - Precondition: The dtype is floating.
  public final func std(
    _ dims: [Int] = [], correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let moments = moments(dims, correction, "std and var", at: CallSite(file, line))
    let isReduced = moments.isReduced
    let output = moments.deviation.shaped(moments.sizes(keepdim))
    return output.recorded("StdBackward0", inputs: [self], saving: [self], savesOutput: true) { s, g in
      let (g, result) = (g.restored(isReduced, keepdim: keepdim), s[1].restored(isReduced, keepdim: keepdim))
      return [Tensor.deviationGradient(g, s[0], result, isReduced, correction)]
    }
  }

  /// The standard deviation along some dimensions: PyTorch's `std(dim)`.
  public final func std(
    _ dims: Int..., correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { std(dims, correction: correction, keepdim: keepdim, file: file, line: line) }

  /// The variance and the mean in one go: PyTorch's `var_mean`.
  ///
  /// - Parameters:
  ///   - dims: Along which dimensions; without any, along all.
  ///   - correction: What is subtracted from the number of elements to divide by: 1 is Bessel's correction, 0 none.
  ///   - keepdim: Keeps the dimensions with size 1.
  /// - Precondition: The dtype is floating.
  public final func varMean(
    _ dims: [Int] = [], correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (variance: Tensor, mean: Tensor) {
    let moments = moments(dims, correction, "var_mean", at: CallSite(file, line))
    let (isReduced, sizes) = (moments.isReduced, moments.sizes(keepdim))
    let (variance, mean) = (moments.variance.shaped(sizes), moments.mean.shaped(sizes))
    Tensor.record("VarMeanBackward0", outputs: [variance, mean], inputs: [self], saving: [self]) { s, g in
      let toVariance = g[0].map { Tensor.varianceGradient($0.restored(isReduced, keepdim: keepdim), s[0], isReduced, correction) }
      return [Tensor.sum(toVariance, g[1].map { Tensor.meanGradient($0.restored(isReduced, keepdim: keepdim), s[0], isReduced) })]
    }
    return (variance, mean)
  }

  /// The standard deviation and the mean in one go: PyTorch's `std_mean`.
  ///
  /// - Parameters:
  ///   - dims: Along which dimensions; without any, along all.
  ///   - correction: What is subtracted from the number of elements to divide by: 1 is Bessel's correction, 0 none.
  ///   - keepdim: Keeps the dimensions with size 1.
  /// - Precondition: The dtype is floating.
  public final func stdMean(
    _ dims: [Int] = [], correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (deviation: Tensor, mean: Tensor) {
    let moments = moments(dims, correction, "std_mean", at: CallSite(file, line))
    let (isReduced, sizes) = (moments.isReduced, moments.sizes(keepdim))
    let (deviation, mean) = (moments.deviation.shaped(sizes), moments.mean.shaped(sizes))
    Tensor.record("StdMeanBackward0", outputs: [deviation, mean], inputs: [self], saving: [self], savingOutputs: [0]) { s, g in
      let result = s[1].restored(isReduced, keepdim: keepdim)
      let toDeviation = g[0].map {
        Tensor.deviationGradient($0.restored(isReduced, keepdim: keepdim), s[0], result, isReduced, correction)
      }
      return [Tensor.sum(toDeviation, g[1].map { Tensor.meanGradient($0.restored(isReduced, keepdim: keepdim), s[0], isReduced) })]
    }
    return (deviation, mean)
  }

  private final func moments(_ dims: [Int], _ correction: Double, _ name: String, at site: CallSite) -> Moments {
    if !dtype.isFloatingPoint { fail("\(name) only support floating point and complex dtypes", at: site) }
    return Moments(Reduction(self, dims, at: site), correction: correction)
  }

  private static func sum(_ a: Tensor?, _ b: Tensor?) -> Tensor? {
    guard let a, let b else { return a ?? b }
    return a.add(b)
  }

  private static func varianceGradient(_ g: Tensor, _ x: Tensor, _ isReduced: [Bool], _ correction: Double) -> Tensor {
    let reduction = Reduction(x, isReduced: isReduced)
    let scale = 2 / (Double(reduction.reducedCount) - correction)
    let centred = reduction.dims.isEmpty ? x.sub(x.mean()) : x.sub(x.mean(reduction.dims, keepdim: true))
    return g.mul(scale).mul(centred)
  }

  private static func deviationGradient(
    _ g: Tensor, _ x: Tensor, _ result: Tensor, _ isReduced: [Bool], _ correction: Double
  ) -> Tensor {
    varianceGradient(g.div(result.mul(2)).maskedFill(result.eq(0), 0), x, isReduced, correction)
  }

  private static func meanGradient(_ g: Tensor, _ x: Tensor, _ isReduced: [Bool]) -> Tensor {
    g.expand(x.shape).div(Double(Reduction(x, isReduced: isReduced).reducedCount))
  }
}

/// Means and variances over some dimensions, outside of the graph: sums in float64, the squares' taken around the means.
private struct Moments {
  private let reduction: Reduction
  private let means: Tensor
  private let variances: Tensor

  init(_ reduction: Reduction, correction: Double) {
    self.reduction = reduction
    let count = Double(reduction.reducedCount)
    means = reduction.accumulate(GB_SUM, accumulator: .float64, start: 0)
    means.divideNumbers(by: count)
    variances = reduction.squaredDeviations(from: means)
    variances.divideNumbers(by: Swift.max(count - correction, 0))
  }

  var isReduced: [Bool] { reduction.isReduced }
  var mean: Tensor { means.converted(to: reduction.input.dtype) }
  var variance: Tensor { variances.converted(to: reduction.input.dtype) }
  var deviation: Tensor { noGrad { variances.sqrt() }.converted(to: reduction.input.dtype) }

  func sizes(_ keepdim: Bool) -> Dimensions { reduction.sizes(keepdim: keepdim) }
}

extension Tensor {
  /// Divides the numbers of a fresh row-major float64 tensor.
  fileprivate final func divideNumbers(by divisor: Double) {
    if isMeta { return }
    let numbers = bytes.assumingMemoryBound(to: Double.self)
    for i in 0..<numel { numbers[i] /= divisor }
  }
}
