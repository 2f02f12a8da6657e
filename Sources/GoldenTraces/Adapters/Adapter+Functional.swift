import Autograd

/// Activations, normalisations and losses.
extension Adapter {
  mutating func addFunctional() {
    addActivations()
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
}
