import Autograd

/// Activations, normalisations and losses.
extension Adapter {
  mutating func addFunctional() {
    addActivations()
    addNormalizations()
    addLosses()
    addEmbedding()
  }

  private mutating func addActivations() {
    activation("relu6", { $0.relu6() }, inPlace: { $0.relu6_() })
    activation("selu", { $0.selu() }, inPlace: { $0.selu_() })
    activation("hardsigmoid", { $0.hardsigmoid() }, inPlace: { $0.hardsigmoid_() })
    activation("hardswish", { $0.hardswish() }, inPlace: { $0.hardswish_() })
    activation("mish", { $0.mish() }, inPlace: { $0.mish_() })
    activation("silu", { $0.silu() }, inPlace: { $0.silu_() })
    unary("nn.functional.logsigmoid") { $0.logsigmoid() }
    unary("nn.functional.softsign") { $0.softsign() }
    unary("nn.functional.tanhshrink") { $0.tanhshrink() }
    for name in ["elu", "celu"] {
      single("nn.functional.\(name)", parameters: ["input", "alpha"]) { a in
        let (input, alpha) = (try a.tensor("input"), try a.optionalDouble("alpha") ?? 1)
        if try a.optionalBool("inplace") ?? false { return name == "elu" ? input.elu_(alpha: alpha) : input.celu_(alpha: alpha) }
        return name == "elu" ? input.elu(alpha: alpha) : input.celu(alpha: alpha)
      }
    }
    single("nn.functional.gelu") { a in
      try a.tensor("input").gelu(approximate: GELUApproximation(try a.optionalString("approximate") ?? "none"))
    }
    single("nn.functional.glu", parameters: ["input", "dim"]) { a in try a.tensor("input").glu(try a.optionalInt("dim") ?? -1) }
    single("nn.functional.hardtanh", parameters: ["input", "min_val", "max_val"]) { a in
      let (input, low, high) = (try a.tensor("input"), try a.optionalDouble("min_val") ?? -1, try a.optionalDouble("max_val") ?? 1)
      return try a.optionalBool("inplace") ?? false
        ? input.hardtanh_(minVal: low, maxVal: high) : input.hardtanh(minVal: low, maxVal: high)
    }
    single("nn.functional.leaky_relu", parameters: ["input", "negative_slope"]) { a in
      let (input, slope) = (try a.tensor("input"), try a.optionalDouble("negative_slope") ?? 0.01)
      return try a.optionalBool("inplace") ?? false ? input.leakyRelu_(negativeSlope: slope) : input.leakyRelu(negativeSlope: slope)
    }
    single("nn.functional.hardshrink", parameters: ["input", "lambd"]) { a in
      try a.tensor("input").hardshrink(lambda: try a.optionalDouble("lambd") ?? 0.5)
    }
    single("nn.functional.softshrink", parameters: ["input", "lambd"]) { a in
      try a.tensor("input").softshrink(lambda: try a.optionalDouble("lambd") ?? 0.5)
    }
    single("nn.functional.softplus", parameters: ["input", "beta", "threshold"]) { a in
      try a.tensor("input").softplus(beta: try a.optionalDouble("beta") ?? 1, threshold: try a.optionalDouble("threshold") ?? 20)
    }
    single("nn.functional.threshold", parameters: ["input", "threshold", "value"]) { a in
      let (input, threshold, value) = (try a.tensor("input"), try a.double("threshold"), try a.double("value"))
      return try a.optionalBool("inplace") ?? false ? input.threshold_(threshold, value) : input.threshold(threshold, value)
    }
    tensors("nn.functional.prelu", "weight") { $0.prelu($1) }
    single("nn.functional.rrelu", parameters: ["input", "lower", "upper"]) { a in
      try a.tensor("input").rrelu(
        lower: try a.optionalDouble("lower") ?? 1.0 / 8, upper: try a.optionalDouble("upper") ?? 1.0 / 3,
        training: try a.optionalBool("training") ?? false)
    }
  }

  /// `nn.functional.name(input, inplace)`.
  private mutating func activation(
    _ name: String, _ call: @escaping @Sendable (Tensor) -> Tensor, inPlace: @escaping @Sendable (Tensor) -> Tensor
  ) {
    single("nn.functional.\(name)") { a in
      try a.optionalBool("inplace") ?? false ? inPlace(try a.tensor("input")) : call(try a.tensor("input"))
    }
  }

  private mutating func addNormalizations() {
    single("nn.functional.layer_norm", parameters: ["input", "normalized_shape", "weight", "bias", "eps"]) { a in
      try a.tensor("input").layerNorm(
        try a.ints("normalized_shape"), weight: try a.optionalTensor("weight"), bias: try a.optionalTensor("bias"), eps: try a.eps())
    }
    several("native_layer_norm", parameters: ["input", "normalized_shape", "weight", "bias", "eps"]) { a in
      let result = try a.tensor("input").nativeLayerNorm(
        try a.ints("normalized_shape"), weight: try a.optionalTensor("weight"), bias: try a.optionalTensor("bias"), eps: try a.eps())
      return [result.output, result.mean, result.rstd]
    }
    single("nn.functional.rms_norm", parameters: ["input", "normalized_shape", "weight", "eps"]) { a in
      try a.tensor("input").rmsNorm(
        try a.ints("normalized_shape"), weight: try a.optionalTensor("weight"), eps: try a.optionalDouble("eps"))
    }
    single("nn.functional.normalize", parameters: ["input", "p", "dim", "eps"]) { a in
      try a.tensor("input").normalize(
        p: try a.optionalScalar("p") ?? 2, dim: try a.optionalInts("dim") ?? [1], eps: try a.optionalDouble("eps") ?? 1e-12)
    }
    single("nn.functional.batch_norm", parameters: ["input", "running_mean", "running_var", "weight", "bias"]) { a in
      try a.tensor("input").batchNorm(
        runningMean: try a.optionalTensor("running_mean"), runningVar: try a.optionalTensor("running_var"),
        weight: try a.optionalTensor("weight"), bias: try a.optionalTensor("bias"), training: try a.optionalBool("training") ?? false,
        momentum: try a.optionalDouble("momentum") ?? 0.1, eps: try a.eps())
    }
    several("native_batch_norm", parameters: ["input", "weight", "bias", "running_mean", "running_var", "training", "momentum", "eps"]) {
      a in
      let result = try a.tensor("input").nativeBatchNorm(
        weight: try a.optionalTensor("weight"), bias: try a.optionalTensor("bias"), runningMean: try a.optionalTensor("running_mean"),
        runningVar: try a.optionalTensor("running_var"), training: try a.bool("training"), momentum: try a.double("momentum"),
        eps: try a.eps())
      return [result.output, result.mean, result.invstd]
    }
    single("nn.functional.group_norm", parameters: ["input", "num_groups", "weight", "bias", "eps"]) { a in
      try a.tensor("input").groupNorm(
        try a.int("num_groups"), weight: try a.optionalTensor("weight"), bias: try a.optionalTensor("bias"), eps: try a.eps())
    }
    several("native_group_norm", parameters: ["input", "weight", "bias", "N", "C", "HxW", "group", "eps"]) { a in
      let result = try a.tensor("input").nativeGroupNorm(
        weight: try a.optionalTensor("weight"), bias: try a.optionalTensor("bias"), n: try a.int("N"), c: try a.int("C"),
        hxw: try a.int("HxW"), group: try a.int("group"), eps: try a.eps())
      return [result.output, result.mean, result.rstd]
    }
    single("nn.functional.instance_norm", parameters: ["input", "running_mean", "running_var", "weight", "bias"]) { a in
      try a.tensor("input").instanceNorm(
        runningMean: try a.optionalTensor("running_mean"), runningVar: try a.optionalTensor("running_var"),
        weight: try a.optionalTensor("weight"), bias: try a.optionalTensor("bias"),
        useInputStats: try a.optionalBool("use_input_stats") ?? true, momentum: try a.optionalDouble("momentum") ?? 0.1, eps: try a.eps())
    }
  }
}

extension Arguments {
  fileprivate func eps() throws(ArgumentError) -> Double { try optionalDouble("eps") ?? 1e-5 }
}
