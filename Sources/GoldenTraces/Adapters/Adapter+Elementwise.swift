import Autograd

extension Adapter {
  mutating func addElementwise() {
    unary("abs") { $0.abs() }
    unary("ceil") { $0.ceil() }
    unary("cos") { $0.cos() }
    unary("exp") { $0.exp() }
    unary("expm1") { $0.expm1() }
    unary("floor") { $0.floor() }
    unary("log") { $0.log() }
    unary("log10") { $0.log10() }
    unary("log1p") { $0.log1p() }
    unary("log2") { $0.log2() }
    unary("neg") { $0.neg() }
    unary("reciprocal") { $0.reciprocal() }
    unary("relu") { $0.relu() }
    unary("nn.functional.relu") { $0.relu() }
    unary("rsqrt") { $0.rsqrt() }
    unary("sigmoid") { $0.sigmoid() }
    unary("sign") { $0.sign() }
    unary("sin") { $0.sin() }
    unary("sqrt") { $0.sqrt() }
    unary("square") { $0.square() }
    unary("tan") { $0.tan() }
    unary("tanh") { $0.tanh() }
    unary("trunc") { $0.trunc() }

    binary("mul") {
      $0.mul($1)
    } number: {
      $0.mul($1)
    }
    binary("true_divide") {
      $0.div($1)
    } number: {
      $0.div($1)
    }
    binary("floor_divide") {
      $0.floorDivide($1)
    } number: {
      $0.floorDivide($1)
    }
    binary("remainder") {
      $0.remainder($1)
    } number: {
      $0.remainder($1)
    }
    binary("fmod") {
      $0.fmod($1)
    } number: {
      $0.fmod($1)
    }
    binary("pow", "exponent") {
      $0.pow($1)
    } number: {
      $0.pow($1)
    }
    tensors("maximum") { $0.maximum($1) }
    tensors("minimum") { $0.minimum($1) }

    binaryWithAlpha("add") {
      $0.add($1, alpha: $2)
    } number: {
      $0.add($1, alpha: $2)
    }
    binaryWithAlpha("sub") {
      $0.sub($1, alpha: $2)
    } number: {
      $0.sub($1, alpha: $2)
    }
    single("div", parameters: ["input", "other"]) { a in
      let mode = try a.optionalRoundingMode("rounding_mode")
      let input = try a.tensor("input")
      return a.isTensor("other")
        ? input.div(try a.tensor("other"), roundingMode: mode) : input.div(try a.number("other"), roundingMode: mode)
    }
    for name in ["clamp", "clip"] {
      single(name, parameters: ["input", "min", "max"]) { a in
        let input = try a.tensor("input")
        if a.isTensor("min") || a.isTensor("max") {
          return input.clamp(min: try a.optionalTensor("min"), max: try a.optionalTensor("max"))
        }
        return input.clamp(min: try a.optionalScalar("min"), max: try a.optionalScalar("max"))
      }
    }
    several("where", parameters: ["condition", "input", "other"]) { a in
      let condition = try a.tensor("condition")
      switch (a.isTensor("input"), a.isTensor("other")) {
      case (true, true): return [Tensor.where(condition, try a.tensor("input"), try a.tensor("other"))]
      case (true, false): return [Tensor.where(condition, try a.tensor("input"), try a.number("other"))]
      case (false, true): return [Tensor.where(condition, try a.number("input"), try a.tensor("other"))]
      case (false, false):
        return a.has("input") ? [Tensor.where(condition, try a.number("input"), try a.number("other"))] : Tensor.where(condition)
      }
    }
    single("masked_fill", parameters: ["input", "mask", "value"]) { a in
      let (input, mask) = (try a.tensor("input"), try a.tensor("mask"))
      return a.isTensor("value") ? input.maskedFill(mask, try a.tensor("value")) : input.maskedFill(mask, try a.number("value"))
    }
    single("clone") { a in try a.tensor("input").clone(memoryFormat: try a.optionalMemoryFormat() ?? .preserve) }
    single("contiguous") { a in try a.tensor("input").contiguous(memoryFormat: try a.optionalMemoryFormat() ?? .contiguous) }
  }

  /// `name(input, other, alpha)`: `other` a tensor or a number.
  private mutating func binaryWithAlpha(
    _ name: String, _ call: @escaping @Sendable (Tensor, Tensor, Scalar) -> Tensor,
    number: @escaping @Sendable (Tensor, any TensorScalar, Scalar) -> Tensor
  ) {
    single(name, parameters: ["input", "other"]) { a in
      let input = try a.tensor("input")
      let alpha = try a.optionalScalar("alpha") ?? 1
      return a.isTensor("other") ? call(input, try a.tensor("other"), alpha) : number(input, try a.number("other"), alpha)
    }
  }
}

extension Arguments {
  fileprivate func optionalRoundingMode(_ name: String) throws(ArgumentError) -> RoundingMode? {
    switch try optionalString(name) {
    case nil: nil
    case "floor"?: .floor
    case "trunc"?: .trunc
    case let mode?: throw ArgumentError("no rounding mode is called \(mode)")
    }
  }
}
