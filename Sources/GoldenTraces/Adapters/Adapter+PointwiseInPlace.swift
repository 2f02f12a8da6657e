import Autograd

/// The in-place forms of elementwise functions beyond arithmetic.
extension Adapter {
  mutating func addPointwiseInPlace() {
    addPointwiseUnaryInPlace()
    addPointwiseBinaryInPlace()
    addComparisonInPlace()
    single("logit_") { a in try a.tensor("input").logit_(eps: try a.optionalDouble("eps")) }
    single("mvlgamma_", parameters: ["input", "p"]) { a in try a.tensor("input").mvlgamma_(try a.int("p")) }
    single("polygamma_", parameters: ["input", "n"]) { a in try a.tensor("input").polygamma_(try a.int("n")) }
    single("nan_to_num_") { a in
      try a.tensor("input").nanToNum_(
        nan: try a.optionalDouble("nan") ?? 0, posinf: try a.optionalDouble("posinf"), neginf: try a.optionalDouble("neginf"))
    }
    single("addcmul_", parameters: ["input", "tensor1", "tensor2"]) { a in
      try a.tensor("input").addcmul_(try a.tensor("tensor1"), try a.tensor("tensor2"), value: try a.optionalScalar("value") ?? 1)
    }
    single("addcdiv_", parameters: ["input", "tensor1", "tensor2"]) { a in
      try a.tensor("input").addcdiv_(try a.tensor("tensor1"), try a.tensor("tensor2"), value: try a.optionalScalar("value") ?? 1)
    }
    single("lerp_", parameters: ["input", "end", "weight"]) { a in
      let (input, end) = (try a.tensor("input"), try a.tensor("end"))
      return a.isTensor("weight") ? input.lerp_(end, try a.tensor("weight")) : input.lerp_(end, try a.number("weight"))
    }
  }

  private mutating func addPointwiseUnaryInPlace() {
    unary("acos_") { $0.acos_() }
    unary("acosh_") { $0.acosh_() }
    unary("asin_") { $0.asin_() }
    unary("asinh_") { $0.asinh_() }
    unary("atan_") { $0.atan_() }
    unary("atanh_") { $0.atanh_() }
    unary("bitwise_not_") { $0.bitwiseNot_() }
    unary("cosh_") { $0.cosh_() }
    unary("deg2rad_") { $0.deg2rad_() }
    unary("digamma_") { $0.digamma_() }
    unary("erf_") { $0.erf_() }
    unary("erfc_") { $0.erfc_() }
    unary("erfinv_") { $0.erfinv_() }
    unary("exp2_") { $0.exp2_() }
    unary("expm1_") { $0.expm1_() }
    unary("frac_") { $0.frac_() }
    unary("i0_") { $0.i0_() }
    unary("lgamma_") { $0.lgamma_() }
    unary("log10_") { $0.log10_() }
    unary("log1p_") { $0.log1p_() }
    unary("log2_") { $0.log2_() }
    unary("logical_not_") { $0.logicalNot_() }
    unary("rad2deg_") { $0.rad2deg_() }
    unary("sgn_") { $0.sgn_() }
    unary("sign_") { $0.sign_() }
    unary("sinc_") { $0.sinc_() }
    unary("sinh_") { $0.sinh_() }
    unary("tan_") { $0.tan_() }
  }

  private mutating func addPointwiseBinaryInPlace() {
    tensors("atan2_") { $0.atan2_($1) }
    tensors("gcd_") { $0.gcd_($1) }
    tensors("heaviside_", "values") { $0.heaviside_($1) }
    tensors("hypot_") { $0.hypot_($1) }
    tensors("igamma_") { $0.igamma_($1) }
    tensors("igammac_") { $0.igammac_($1) }
    tensors("lcm_") { $0.lcm_($1) }
    tensors("ldexp_") { $0.ldexp_($1) }
    tensors("nextafter_") { $0.nextafter_($1) }
    tensors("logical_and_") { $0.logicalAnd_($1) }
    tensors("logical_or_") { $0.logicalOr_($1) }
    tensors("logical_xor_") { $0.logicalXor_($1) }
    numeric("bitwise_and_", { $0.bitwiseAnd_($1) }, { $0.bitwiseAnd_($1) })
    numeric("bitwise_or_", { $0.bitwiseOr_($1) }, { $0.bitwiseOr_($1) })
    numeric("bitwise_xor_", { $0.bitwiseXor_($1) }, { $0.bitwiseXor_($1) })
    numeric("bitwise_left_shift_", { $0.bitwiseLeftShift_($1) }, { $0.bitwiseLeftShift_($1) })
    numeric("bitwise_right_shift_", { $0.bitwiseRightShift_($1) }, { $0.bitwiseRightShift_($1) })
    numeric("clamp_max_", second: "max", { $0.clampMax_($1) }, { $0.clampMax_($1) })
    numeric("clamp_min_", second: "min", { $0.clampMin_($1) }, { $0.clampMin_($1) })
    numeric("copysign_", { $0.copysign_($1) }, { $0.copysign_($1) })
    numeric("float_power_", second: "exponent", { $0.floatPower_($1) }, { $0.floatPower_($1) })
    numeric("floor_divide_", { $0.floorDivide_($1) }, { $0.floorDivide_($1) })
    numeric("fmod_", { $0.fmod_($1) }, { $0.fmod_($1) })
    numeric("pow_", second: "exponent", { $0.pow_($1) }, { $0.pow_($1) })
    numeric("remainder_", { $0.remainder_($1) }, { $0.remainder_($1) })
    numeric("true_divide_", { $0.div_($1) }, { $0.div_($1) })
    numeric("xlogy_", { $0.xlogy_($1) }, { $0.xlogy_($1) })
  }

  private mutating func addComparisonInPlace() {
    numeric("eq_", { $0.eq_($1) }, { $0.eq_($1) })
    numeric("ne_", { $0.ne_($1) }, { $0.ne_($1) })
    numeric("lt_", { $0.lt_($1) }, { $0.lt_($1) })
    numeric("le_", { $0.le_($1) }, { $0.le_($1) })
    numeric("gt_", { $0.gt_($1) }, { $0.gt_($1) })
    numeric("ge_", { $0.ge_($1) }, { $0.ge_($1) })
  }

  /// `name(input, other)`, where `other` is a tensor or a number.
  private mutating func numeric(
    _ name: String, second: String = "other", _ call: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ number: @escaping @Sendable (Tensor, any TensorScalar) -> Tensor
  ) { binary(name, second, call, number: number) }
}
