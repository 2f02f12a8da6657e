import CKernels

extension Tensor {
  /// Each group of channels with mean 0 and variance 1, sample by sample, then scaled and shifted: PyTorch's `nn.functional.group_norm`.
  ///
  /// - Parameters:
  ///   - numGroups: Into how many groups the channels are divided.
  ///   - weight: A factor for each channel.
  ///   - bias: A summand for each channel.
  ///   - eps: Added to the variance.
  /// - Precondition: Shape (N, C, ...); C is a multiple of `numGroups`.
  public final func groupNorm(
    _ numGroups: Int, weight: Tensor? = nil, bias: Tensor? = nil, eps: Double = 1e-5, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim < 2 { fail("Expected at least 2 dimensions for input tensor but received \(dim)", at: site) }
    if numGroups == 0 { fail("integer division or modulo by zero", at: site) }
    let rest = shape[2...]
    let counted = sizes[0] * sizes[1] / numGroups
    if counted * rest.reduce(1, *) == 1 {
      fail("Expected more than 1 value per channel when training, got input size \([counted, numGroups] + rest)", at: site)
    }
    if sizes[1] > 0 && sizes[1] % numGroups == 0 && rest.reduce(1, *) == 0 { fail("Expected HxW to be greater than 0, got 0", at: site) }
    return normalizedInGroups(numGroups, weight, bias, eps, at: site).output
  }

  /// `groupNorm` together with each group's mean and the reciprocal of its deviation, of shape (N, groups): PyTorch's
  /// `native_group_norm`.
  ///
  /// - Parameters:
  ///   - weight: A factor for each channel.
  ///   - bias: A summand for each channel.
  ///   - n: The number of samples.
  ///   - c: The number of channels.
  ///   - hxw: How many numbers a channel of a sample has.
  ///   - group: Into how many groups the channels are divided.
  ///   - eps: Added to the variance.
  public final func nativeGroupNorm(
    weight: Tensor?, bias: Tensor?, n: Int, c: Int, hxw: Int, group: Int, eps: Double, file: StaticString = #filePath,
    line: UInt = #line
  ) -> (output: Tensor, mean: Tensor, rstd: Tensor) {
    let site = CallSite(file, line)
    let shaped = shape == [n, c] || (dim > 2 && sizes[0] == n && sizes[1] == c) ? self : view([n, c, hxw], file: file, line: line)
    let result = shaped.normalizedInGroups(group, weight, bias, eps, at: site)
    return (shaped === self ? result.output : result.output.view(shape), result.mean, result.rstd)
  }

  private final func normalizedInGroups(
    _ groups: Int, _ weight: Tensor?, _ bias: Tensor?, _ eps: Double, at site: CallSite
  ) -> (output: Tensor, mean: Tensor, rstd: Tensor) {
    checkGroupNorm(groups, weight, bias, at: site)
    let computed = NormalizationDType.of(self, parameters: [weight, bias], loop: "GroupNormKernelImpl", at: site)
    let planes = Planes(prepared(computed))
    let (n, channels, inGroup) = (planes.n, planes.channels, planes.channels / groups)
    let width = inGroup * planes.length
    let result = Tensor.empty(sizes, computed, device)
    let means = Tensor.empty([n, groups], .float64, device)
    let scales = Tensor.empty([n, groups], .float64, device)
    if !isMeta {
      let (w, b) = (weight?.prepared(.float64), bias?.prepared(.float64))
      let (to, from, kernels, size) = (result.bytes, planes.input.bytes, computed.rows, planes.size)
      let (mean, scale, weights, biases) = (means.doubles, scales.doubles, w?.doubles, b?.doubles)
      Parallel.run(count: n * groups, grain: Swift.max(1, Parallel.grain / Swift.max(width, 1))) { range in
        for index in range {
          let start = index * inGroup
          var squares = 0.0
          kernels.pointee.moments(from + start * size, width, mean + index, &squares)
          scale[index] = 1 / (squares / Double(width) + eps).squareRoot()
          for plane in start..<start + inGroup {
            let c = plane % channels
            kernels.pointee.affine(
              to + plane * size, from + plane * size, planes.length, mean[index], scale[index] * (weights?[c] ?? 1), biases?[c] ?? 0)
          }
        }
      }
    }
    let output = result.converted(to: dtype)
    let statistics = weight?.dtype ?? bias?.dtype ?? dtype
    // Outputs of their own: the node keeps the others, and must not be reached from what it keeps.
    let (mean1, rstd1) = (means.clone().converted(to: statistics), scales.clone().converted(to: statistics))
    Tensor.record(
      "NativeGroupNormBackward0", outputs: [output, mean1, rstd1], inputs: [self, weight, bias],
      saving: [self, weight, bias, means, scales]
    ) { s, g in
      let needs = [s.needs(0), s.needs(1), s.needs(2)]
      if s[0].numel == 0 {
        let zeros = (0..<3).map { needs[$0] ? Tensor.zerosLike(s[$0]) : nil }
        return [zeros[0]?.formallyDepending(on: s), zeros[1]?.formallyDepending(on: s), zeros[2]]
      }
      if g[1] != nil || g[2] != nil || s[0].isMeta || Tensor.isRecorded([g[0], s[0], s.optional(1)]) {
        return Tensor.groupNormGradients(g, s[0], s.optional(1), s.optional(2), groups, eps, needs: needs)
      }
      return Tensor.fusedGroupNormGradients(g[0]!, s[0], s.optional(1), s[3], s[4], groups, computed, needs: needs)
    }
    return (output, mean1, rstd1)
  }

  /// This gradient, flat in the operator's three inputs.
  private final func formallyDepending(on saved: borrowing SavedList) -> Tensor {
    flat(in: saved.optional(0), saved.optional(1), saved.optional(2), name: "NativeGroupNormBackward0")
  }

  private final func checkGroupNorm(_ groups: Int, _ weight: Tensor?, _ bias: Tensor?, at site: CallSite) {
    let channels = sizes[1]
    if channels <= 0 { fail("Expected number of channels to be greater than 0, got \(channels)", at: site) }
    if groups <= 0 { fail("Expected num groups to be greater than 0, got \(groups)", at: site) }
    if channels % groups != 0 {
      fail(
        "Expected number of channels in input to be divisible by num_groups, but got input of shape \(sizes) and num_groups=\(groups)",
        at: site)
    }
    for (name, parameter) in [("weight", weight), ("bias", bias)] {
      if let parameter, parameter.shape != [channels] {
        fail(
          "Expected \(name) to be a vector of size equal to the number of channels in input, but got \(name) of shape \(parameter.sizes) "
            + "and input of shape \(sizes)", at: site)
      }
    }
  }

  private static func fusedGroupNormGradients(
    _ g: Tensor, _ x: Tensor, _ weight: Tensor?, _ means: Tensor, _ scales: Tensor, _ groups: Int, _ computed: DType, needs: [Bool]
  ) -> [Tensor?] {
    let planes = Planes(x.prepared(computed))
    let gradient = g.prepared(computed)
    let (n, channels, inGroup, length) = (planes.n, planes.channels, planes.channels / groups, planes.length)
    let width = Double(inGroup * length)
    let result = Tensor(uninitialized: x.sizes, computed)
    let sums = Tensor.zeros([n, channels], dtype: .float64)
    let products = Tensor.zeros([n, channels], dtype: .float64)
    let (to, pg, px, kernels, size) = (result.bytes, gradient.bytes, planes.input.bytes, computed.rows, planes.size)
    let w = weight?.prepared(.float64)
    let (weights, mean, scale, sum, product) = (w?.doubles, means.doubles, scales.doubles, sums.doubles, products.doubles)
    Parallel.run(count: n * groups, grain: Swift.max(1, Parallel.grain / Swift.max(inGroup * length, 1))) { range in
      for index in range {
        let start = index * inGroup
        var (sumAll, productAll) = (0.0, 0.0)
        for plane in start..<start + inGroup {
          let place = plane * size
          kernels.pointee.gradient_sums(pg + place, nil, px + place, length, mean[index], sum + plane, product + plane)
          let w = weights?[plane % channels] ?? 1
          sumAll += w * sum[plane]
          productAll += w * product[plane]
          // What follows needs these of the normalised numbers.
          product[plane] *= scale[index]
        }
        let r = scale[index]
        for plane in start..<start + inGroup {
          let place = plane * size
          kernels.pointee.combine(
            to + place, pg + place, nil, px + place, length, mean[index], r * (weights?[plane % channels] ?? 1),
            -r * r * r * productAll / width, -r * sumAll / width)
        }
      }
    }
    let parameter = weight?.dtype ?? x.dtype
    return [
      needs[0] ? result.converted(to: x.dtype) : nil, needs[1] ? products.sum(0).converted(to: parameter) : nil,
      needs[2] ? sums.sum(0).converted(to: parameter) : nil,
    ]
  }

  /// Made of operators. In PyTorch they go by way of the mean and the deviation, outputs that formally depend on the bias.
  private static func groupNormGradients(
    _ gradients: [Tensor?], _ x: Tensor, _ weight: Tensor?, _ bias: Tensor?, _ groups: Int, _ eps: Double, needs: [Bool]
  ) -> [Tensor?] {
    let (n, channels) = (x.sizes[0], x.sizes[1])
    let grouped = x.reshape([n, groups, -1])
    let centered = grouped.sub(grouped.mean([2], keepdim: true))
    let rstd = centered.mul(centered).mean([2], keepdim: true).add(eps).rsqrt()
    let normalized = centered.mul(rstd)
    let width = Double(grouped.sizes[2])
    var results: [Tensor?] = [nil, nil, nil]
    var toInput: Tensor?
    if let g = gradients[0] {
      let byChannel = g.reshape([n, channels, -1])
      let scaled = (weight.map { byChannel.mul($0.view([1, channels, 1])) } ?? byChannel).reshape([n, groups, -1])
      toInput = scaled.sub(scaled.mean([2], keepdim: true))
        .sub(normalized.mul(scaled.mul(normalized).mean([2], keepdim: true))).mul(rstd)
      if needs[1] {
        results[1] = byChannel.mul(normalized.reshape([n, channels, -1])).sum([0, 2])
          .flat(in: weight, bias, name: "NativeGroupNormBackward0")
      }
      if needs[2] { results[2] = byChannel.sum([0, 2]) }
    }
    if let g = gradients[1] {
      let part = g.unsqueeze(2).div(width).expandAs(grouped)
      toInput = toInput.map { $0.add(part) } ?? part
    }
    if let g = gradients[2] {
      let part = g.unsqueeze(2).mul(rstd).mul(rstd).mul(normalized).div(-width)
      toInput = toInput.map { $0.add(part) } ?? part
    }
    if needs[0] { results[0] = toInput?.reshape(x.shape).flat(in: bias, name: "NativeGroupNormBackward0") }
    return results
  }

  /// Each channel of each sample with mean 0 and variance 1, then scaled and shifted: PyTorch's `nn.functional.instance_norm`.
  ///
  /// - Parameters:
  ///   - runningMean: The means used without the input's own; with them, they move towards the mean over the batch by `momentum`.
  ///   - runningVar: The variances, likewise.
  ///   - weight: A factor for each channel.
  ///   - bias: A summand for each channel.
  ///   - useInputStats: Whether the mean and variance are the input's own.
  ///   - momentum: The input's part in the new running figures.
  ///   - eps: Added to the variance.
  public final func instanceNorm(
    runningMean: Tensor? = nil, runningVar: Tensor? = nil, weight: Tensor? = nil, bias: Tensor? = nil, useInputStats: Bool = true,
    momentum: Double = 0.1, eps: Double = 1e-5, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if useInputStats && shape.dropFirst(2).reduce(1, *) == 1 {
      fail("Expected more than 1 spatial element when training, got input size torch.Size(\(sizes))", at: site)
    }
    if !useInputStats && (runningMean == nil || runningVar == nil) {
      fail("Expected running_mean and running_var to be defined when use_input_stats is false", at: site)
    }
    let n = sizes[0]
    func repeated(_ tensor: Tensor?) -> Tensor? {
      tensor.map { $0.unsqueeze(0).expand([n, $0.numel]).reshape([n * $0.numel]) }
    }
    let (means, variances) = (repeated(runningMean?.detach())?.clone(), repeated(runningVar?.detach())?.clone())
    let output = contiguous().view([1, n * sizes[1]] + shape[2...]).normalizedOverBatch(
      repeated(weight), repeated(bias), means, variances, training: useInputStats, momentum: momentum, eps: eps, at: site
    ).output
    if useInputStats, let runningMean, let runningVar, let means, let variances {
      noGrad {
        runningMean.copy_(means.view([n, -1]).mean([0]))
        runningVar.copy_(variances.view([n, -1]).mean([0]))
      }
    }
    return output.view(shape)
  }
}
