import CKernels

/// What a batch normalisation computes with: the input seen as N rows of C planes of L numbers.
struct Planes {
  let input: Tensor
  let (n, channels, length): (Int, Int, Int)
  /// How many numbers a channel has.
  var count: Int { n * length }

  /// - Parameter input: Row-major, with its channels in dimension 1.
  init(_ input: Tensor) {
    self.input = input
    n = input.dim > 0 ? input.sizes[0] : 1
    channels = input.dim > 1 ? input.sizes[1] : 0
    length = input.dim > 2 ? input.sizes.array[2...].reduce(1, *) : 1
  }

  /// How many channels a thread takes.
  var grain: Int { Swift.max(1, Parallel.grain / Swift.max(count, 1)) }
  /// The size of a plane in bytes.
  var size: Int { length * input.dtype.byteCount }

  /// The mean of each channel and the sum of the squared deviations from it.
  func moments() -> (mean: Tensor, squares: Tensor) {
    let means = Tensor.zeros([channels], dtype: .float64, device: input.device)
    let squares = Tensor.zeros([channels], dtype: .float64, device: input.device)
    if input.isMeta { return (means, squares) }
    let (mean, square, from, kernels) = (means.doubles, squares.doubles, input.bytes, input.dtype.rows)
    let (element, total) = (input.dtype.byteCount, Double(count))
    Parallel.run(count: channels, grain: grain) { range in
      if length == 1 {
        let (start, column) = (range.lowerBound, from + range.lowerBound * element)
        kernels.pointee.column_sums(mean + start, column, channels, n, range.count)
        for c in range { mean[c] /= total }
        kernels.pointee.column_squares(square + start, mean + start, column, channels, n, range.count)
        return
      }
      for c in range {
        // Moments of planes joined one by one (Chan, Golub and LeVeque, 1983).
        var seen = 0.0
        for row in 0..<n {
          var (m, q) = (0.0, 0.0)
          kernels.pointee.moments(from + (row * channels + c) * size, length, &m, &q)
          let (difference, both) = (m - mean[c], seen + Double(length))
          mean[c] += difference * Double(length) / both
          square[c] += q + difference * difference * seen * Double(length) / both
          seen = both
        }
      }
    }
    return (means, squares)
  }

  /// `(x - mean) · scale + shift` with one of each for each channel.
  func affine(_ mean: Tensor, _ scale: Tensor, _ shift: Tensor) -> Tensor {
    let output = Tensor.empty(input.sizes, input.dtype, input.device)
    if output.isMeta { return output }
    let (to, from, kernels, element) = (output.bytes, input.bytes, input.dtype.rows, input.dtype.byteCount)
    let (m, a, b) = (mean.doubles, scale.doubles, shift.doubles)
    Parallel.run(count: channels, grain: grain) { range in
      if length == 1 {
        let start = range.lowerBound
        kernels.pointee.columns_affine(
          to + start * element, from + start * element, channels, n, range.count, m + start, a + start, b + start)
        return
      }
      for c in range {
        for row in 0..<n {
          let place = (row * channels + c) * size
          kernels.pointee.affine(to + place, from + place, length, m[c], a[c], b[c])
        }
      }
    }
    return output
  }

  /// The sums of g and of `g · (x - mean)` for each channel.
  func gradientSums(_ gradient: Tensor, _ mean: Tensor) -> (sums: Tensor, products: Tensor) {
    let sums = Tensor.zeros([channels], dtype: .float64)
    let products = Tensor.zeros([channels], dtype: .float64)
    let (g, from, kernels, element) = (gradient.bytes, input.bytes, input.dtype.rows, input.dtype.byteCount)
    let (m, sum, product) = (mean.doubles, sums.doubles, products.doubles)
    Parallel.run(count: channels, grain: grain) { range in
      if length == 1 {
        let start = range.lowerBound
        kernels.pointee.column_gradients(
          sum + start, product + start, m + start, g + start * element, from + start * element, channels, n, range.count)
        return
      }
      for c in range {
        for row in 0..<n {
          let place = (row * channels + c) * size
          kernels.pointee.gradient_sums(g + place, nil, from + place, length, m[c], sum + c, product + c)
        }
      }
    }
    return (sums, products)
  }

  /// `g · a + (x - mean) · b + c` with one of each for each channel.
  func combine(_ gradient: Tensor, _ mean: Tensor, _ a: Tensor, _ b: Tensor, _ c: Tensor) -> Tensor {
    let output = Tensor(uninitialized: input.sizes, input.dtype)
    let (to, g, from, kernels) = (output.bytes, gradient.bytes, input.bytes, input.dtype.rows)
    let (m, pa, pb, pc, element) = (mean.doubles, a.doubles, b.doubles, c.doubles, input.dtype.byteCount)
    Parallel.run(count: channels, grain: grain) { range in
      if length == 1 {
        let (start, place) = (range.lowerBound, range.lowerBound * element)
        kernels.pointee.columns_combine(
          to + place, g + place, from + place, channels, n, range.count, m + start, pa + start, pb + start, pc + start)
        return
      }
      for k in range {
        for row in 0..<n {
          let place = (row * channels + k) * size
          kernels.pointee.combine(to + place, g + place, nil, from + place, length, m[k], pa[k], pb[k], pc[k])
        }
      }
    }
    return output
  }
}

extension Tensor {
  /// Each channel with mean 0 and variance 1 over the batch, then scaled and shifted: PyTorch's `nn.functional.batch_norm`.
  ///
  /// - Parameters:
  ///   - runningMean: The means used without training; with it, they move towards the batch's by `momentum`, in place.
  ///   - runningVar: The variances, likewise (the batch's unbiased one).
  ///   - weight: A factor for each channel.
  ///   - bias: A summand for each channel.
  ///   - training: Whether the batch's own mean and (biased) variance are used.
  ///   - momentum: The batch's part in the new running figures.
  ///   - eps: Added to the variance.
  /// - Precondition: Shape (N, C, ...); in training more than one value a channel.
  public final func batchNorm(
    runningMean: Tensor?, runningVar: Tensor?, weight: Tensor? = nil, bias: Tensor? = nil, training: Bool = false,
    momentum: Double = 0.1, eps: Double = 1e-5, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if training && numel > 0 && dim > 1 && numel == sizes[1] {
      fail("Expected more than 1 value per channel when training, got input size torch.Size(\(sizes))", at: site)
    }
    return normalizedOverBatch(
      weight, bias, runningMean, runningVar, training: training, momentum: momentum, eps: eps, at: site
    ).output
  }

  /// `batchNorm` together with the means and the reciprocals of the deviations that were used: PyTorch's `native_batch_norm`. Without
  /// training the two are empty.
  public final func nativeBatchNorm(
    weight: Tensor?, bias: Tensor?, runningMean: Tensor?, runningVar: Tensor?, training: Bool, momentum: Double, eps: Double,
    file: StaticString = #filePath, line: UInt = #line
  ) -> (output: Tensor, mean: Tensor, invstd: Tensor) {
    normalizedOverBatch(
      weight, bias, runningMean, runningVar, training: training, momentum: momentum, eps: eps, at: CallSite(file, line))
  }

  final func normalizedOverBatch(
    _ weight: Tensor?, _ bias: Tensor?, _ runningMean: Tensor?, _ runningVar: Tensor?, training: Bool, momentum: Double, eps: Double,
    at site: CallSite
  ) -> (output: Tensor, mean: Tensor, invstd: Tensor) {
    checkBatchNorm(weight, bias, runningMean, runningVar, training: training, at: site)
    let parameters = [weight, bias, runningMean, runningVar]
    let computed = NormalizationDType.of(self, parameters: parameters, loop: "batch_norm", at: site)
    let planes = Planes(prepared(computed))
    // The batch's statistics have the parameters' type, to which they are rounded before they are used.
    let statistics = dtype.byteCount == 2 && parameters.contains { $0?.dtype == .float32 } ? .float32 : dtype
    let (mean, invstd) = noGrad { () -> (Tensor, Tensor) in
      if !training { return (runningMean!.prepared(.float64), runningVar!.prepared(.float64).add(eps).rsqrt()) }
      let (mean, variance) = planes.statistics(moving: runningMean, runningVar, momentum)
      let invstd = variance.add(eps).rsqrt()
      if statistics.byteCount > 2 { return (mean, invstd) }
      return (mean.converted(to: statistics).prepared(.float64), invstd.converted(to: statistics).prepared(.float64))
    }
    let scale = noGrad { weight.map { invstd.mul($0.prepared(.float64)) } ?? invstd }
    let shift = bias?.prepared(.float64) ?? Tensor.zeros([planes.channels], dtype: .float64, device: device)
    let output = planes.affine(mean, scale, shift).converted(to: dtype)
    let recorded = output.recorded(
      "NativeBatchNormBackward0", inputs: [self, weight, bias], saving: [self, weight, mean, invstd]
    ) { s, g in
      let needs = [s.needs(0), s.needs(1), s.needs(2)]
      if s[0].dim < 2 { return [needs[0] ? Tensor.zerosLike(s[0]) : nil, nil, nil] }
      if s[0].isMeta || Tensor.isRecorded([g, s[0], s.optional(1)]) {
        return Tensor.batchNormGradients(g, s[0], s.optional(1), s[2], s[3], training: training, eps, needs: needs)
      }
      return Tensor.fusedBatchNormGradients(g, s[0], s.optional(1), s[2], s[3], training: training, computed, needs: needs)
    }
    if !training { return (recorded, newZeros([0]), newZeros([0])) }
    return (recorded, mean.to(statistics), invstd.to(statistics))
  }

  private final func checkBatchNorm(
    _ weight: Tensor?, _ bias: Tensor?, _ runningMean: Tensor?, _ runningVar: Tensor?, training: Bool, at site: CallSite
  ) {
    let channels = dim > 1 ? sizes[1] : 0
    for (name, statistic) in [("running_mean", runningMean), ("running_var", runningVar)] {
      if let statistic {
        if statistic.numel != channels { fail("\(name) should contain \(channels) elements not \(statistic.numel)", at: site) }
      } else if !training {
        fail("\(name) must be defined in evaluation mode", at: site)
      }
    }
    for (name, parameter) in [("weight", weight), ("bias", bias)] {
      if let parameter, parameter.numel != channels {
        fail("\(name) should contain \(channels) elements not \(parameter.numel)", at: site)
      }
    }
    if (runningMean == nil) != (runningVar == nil) {
      fail("running_mean and running_var must either both be None or neither be None", at: site)
    }
  }

  private static func fusedBatchNormGradients(
    _ g: Tensor, _ x: Tensor, _ weight: Tensor?, _ mean: Tensor, _ invstd: Tensor, training: Bool, _ computed: DType, needs: [Bool]
  ) -> [Tensor?] {
    let planes = Planes(x.prepared(computed))
    let gradient = g.prepared(computed)
    let (sums, products) = planes.gradientSums(gradient, mean)
    var results: [Tensor?] = [nil, nil, nil]
    if needs[0] {
      let a = weight.map { invstd.mul($0.prepared(.float64)) } ?? invstd
      let count = Double(planes.count)
      let zero = Tensor.zeros([planes.channels], dtype: .float64)
      let b = training ? a.neg().mul(invstd).mul(invstd).mul(products).div(count) : zero
      let c = training ? a.neg().mul(sums).div(count) : zero
      results[0] = planes.combine(gradient, mean, a, b, c).converted(to: x.dtype)
    }
    if needs[1] { results[1] = products.mul(invstd).converted(to: weight!.dtype) }
    if needs[2] { results[2] = sums.converted(to: weight?.dtype ?? x.dtype) }
    return results
  }

  /// Made of operators.
  private static func batchNormGradients(
    _ g: Tensor, _ x: Tensor, _ weight: Tensor?, _ mean: Tensor, _ invstd: Tensor, training: Bool, _ eps: Double, needs: [Bool]
  ) -> [Tensor?] {
    let dims = (0..<x.dim).filter { $0 != 1 }
    var shape = Array(repeating: 1, count: x.dim)
    shape[1] = x.sizes[1]
    var (center, rstd) = (mean.to(x.dtype).view(shape), invstd.to(x.dtype).view(shape))
    if training {
      center = x.mean(dims, keepdim: true)
      let deviation = x.sub(center)
      rstd = deviation.mul(deviation).mean(dims, keepdim: true).add(eps).rsqrt()
    }
    let normalized = x.sub(center).mul(rstd)
    let scaled = weight.map { g.mul($0.view(shape)) } ?? g
    var toInput: Tensor?
    if needs[0] {
      let part =
        training
        ? scaled.sub(scaled.mean(dims, keepdim: true)).sub(normalized.mul(scaled.mul(normalized).mean(dims, keepdim: true))) : scaled
      toInput = part.mul(rstd)
    }
    let gradients = [toInput, needs[1] ? g.mul(normalized).sum(dims) : nil, needs[2] ? g.sum(dims) : nil]
    return gradients.map { $0?.flat(in: x, weight, name: "NativeBatchNormBackwardBackward0") }
  }
}

extension Planes {
  /// The batch's mean and biased variance; the running ones move towards them.
  fileprivate func statistics(moving runningMean: Tensor?, _ runningVar: Tensor?, _ momentum: Double) -> (mean: Tensor, variance: Tensor) {
    let (mean, squares) = moments()
    // Their version stays: PyTorch counts no write either.
    if let runningMean, let runningVar, count > 0 {
      runningMean.write(runningMean.converted(to: .float64).mul(1 - momentum).add(mean.mul(momentum)))
      let unbiased = squares.div(Double(count - 1))
      runningVar.write(runningVar.converted(to: .float64).mul(1 - momentum).add(unbiased.mul(momentum)))
    }
    return (mean, squares.div(Double(count)))
  }
}
