import Autograd

extension Adapter {
  mutating func addInPlace() {
    unary("abs_") { $0.abs_() }
    unary("ceil_") { $0.ceil_() }
    unary("cos_") { $0.cos_() }
    unary("exp_") { $0.exp_() }
    unary("floor_") { $0.floor_() }
    unary("log_") { $0.log_() }
    unary("neg_") { $0.neg_() }
    unary("reciprocal_") { $0.reciprocal_() }
    unary("relu_") { $0.relu_() }
    single("round_") { a in
      let input = try a.tensor("input")
      return try a.optionalInt("decimals").map { input.round_(decimals: $0) } ?? input.round_()
    }
    unary("rsqrt_") { $0.rsqrt_() }
    unary("sigmoid_") { $0.sigmoid_() }
    unary("sin_") { $0.sin_() }
    unary("sqrt_") { $0.sqrt_() }
    unary("square_") { $0.square_() }
    unary("tanh_") { $0.tanh_() }
    unary("trunc_") { $0.trunc_() }
    unary("zero_") { $0.zero_() }

    binary("add_") {
      $0.add_($1)
    } number: {
      $0.add_($1)
    }
    binary("sub_") {
      $0.sub_($1)
    } number: {
      $0.sub_($1)
    }
    binary("mul_") {
      $0.mul_($1)
    } number: {
      $0.mul_($1)
    }
    binary("div_") {
      $0.div_($1)
    } number: {
      $0.div_($1)
    }
    binary("fill_", "value") {
      $0.fill_($1)
    } number: {
      $0.fill_($1)
    }
    tensors("copy_", "src") { $0.copy_($1) }
    single("clamp_", parameters: ["input", "min", "max"]) { a in
      let input = try a.tensor("input")
      if a.isTensor("min") || a.isTensor("max") {
        return input.clamp_(min: try a.optionalTensor("min"), max: try a.optionalTensor("max"))
      }
      return input.clamp_(min: try a.optionalScalar("min"), max: try a.optionalScalar("max"))
    }
  }
}
