import Autograd

/// Elementwise functions beyond arithmetic.
extension Adapter {
  mutating func addPointwise() {
    addPointwiseUnary()
    addPointwiseBinary()
    addPointwiseWithParameters()
    addBlending()
    addConversions()
  }

  private mutating func addPointwiseUnary() {
    unary("acos") { $0.acos() }
    unary("acosh") { $0.acosh() }
    unary("asin") { $0.asin() }
    unary("asinh") { $0.asinh() }
    unary("atan") { $0.atan() }
    unary("atanh") { $0.atanh() }
    unary("cosh") { $0.cosh() }
    unary("deg2rad") { $0.deg2rad() }
    unary("digamma") { $0.digamma() }
    unary("erf") { $0.erf() }
    unary("erfc") { $0.erfc() }
    unary("erfinv") { $0.erfinv() }
    unary("exp2") { $0.exp2() }
    unary("frac") { $0.frac() }
    unary("i0") { $0.i0() }
    unary("isneginf") { $0.isneginf() }
    unary("isposinf") { $0.isposinf() }
    unary("isreal") { $0.isreal() }
    unary("lgamma") { $0.lgamma() }
    unary("positive") { $0.positive() }
    unary("rad2deg") { $0.rad2deg() }
    unary("sgn") { $0.sgn() }
    unary("signbit") { $0.signbit() }
    unary("sinc") { $0.sinc() }
    unary("sinh") { $0.sinh() }
    unary("special.entr") { $0.entr() }
    unary("special.erfcx") { $0.erfcx() }
    unary("special.i0e") { $0.i0e() }
    unary("special.i1") { $0.i1() }
    unary("special.i1e") { $0.i1e() }
    unary("special.log_ndtr") { $0.logNdtr() }
    unary("special.ndtr") { $0.ndtr() }
    unary("special.ndtri") { $0.ndtri() }
    several("frexp") { a in
      let parts = try a.tensor("input").frexp()
      return [parts.mantissa, parts.exponent]
    }
  }

  private mutating func addPointwiseBinary() {
    tensors("atan2") { $0.atan2($1) }
    tensors("fmax") { $0.fmax($1) }
    tensors("fmin") { $0.fmin($1) }
    tensors("gcd") { $0.gcd($1) }
    tensors("heaviside", "values") { $0.heaviside($1) }
    tensors("hypot") { $0.hypot($1) }
    tensors("igamma") { $0.igamma($1) }
    tensors("igammac") { $0.igammac($1) }
    tensors("lcm") { $0.lcm($1) }
    tensors("ldexp") { $0.ldexp($1) }
    tensors("logaddexp") { $0.logaddexp($1) }
    tensors("logaddexp2") { $0.logaddexp2($1) }
    tensors("nextafter") { $0.nextafter($1) }
    binary("bitwise_left_shift") {
      $0.bitwiseLeftShift($1)
    } number: {
      $0.bitwiseLeftShift($1)
    }
    binary("bitwise_right_shift") {
      $0.bitwiseRightShift($1)
    } number: {
      $0.bitwiseRightShift($1)
    }
    binary("clamp_max", "max") {
      $0.clampMax($1)
    } number: {
      $0.clampMax($1)
    }
    binary("clamp_min", "min") {
      $0.clampMin($1)
    } number: {
      $0.clampMin($1)
    }
    binary("copysign") {
      $0.copysign($1)
    } number: {
      $0.copysign($1)
    }
    binary("fill", "value") {
      $0.fill($1)
    } number: {
      $0.fill($1)
    }
    binary("float_power", "exponent") {
      $0.floatPower($1)
    } number: {
      $0.floatPower($1)
    }
    binary("special.xlog1py") {
      $0.xlog1py($1)
    } number: {
      $0.xlog1py($1)
    }
    binary("special.zeta") {
      $0.zeta($1)
    } number: {
      $0.zeta($1)
    }
    binary("xlogy") {
      $0.xlogy($1)
    } number: {
      $0.xlogy($1)
    }
  }

  private mutating func addPointwiseWithParameters() {
    single("logit") { a in try a.tensor("input").logit(eps: try a.optionalDouble("eps")) }
    single("mvlgamma", parameters: ["input", "p"]) { a in try a.tensor("input").mvlgamma(try a.int("p")) }
    single("nan_to_num") { a in
      try a.tensor("input").nanToNum(
        nan: try a.optionalDouble("nan") ?? 0, posinf: try a.optionalDouble("posinf"), neginf: try a.optionalDouble("neginf"))
    }
    for name in ["polygamma", "special.polygamma"] {
      single(name, parameters: ["n", "input"]) { a in try a.tensor("input").polygamma(try a.int("n")) }
    }
    single("isclose", parameters: ["input", "other"]) { a in
      try a.tensor("input").isclose(
        try a.tensor("other"), rtol: try a.optionalDouble("rtol") ?? 1e-5, atol: try a.optionalDouble("atol") ?? 1e-8,
        equalNaN: try a.optionalBool("equal_nan") ?? false)
    }
    single("round") { a in
      let input = try a.tensor("input")
      return try a.optionalInt("decimals").map { input.round(decimals: $0) } ?? input.round()
    }
  }

  private mutating func addBlending() {
    single("addcmul", parameters: ["input", "tensor1", "tensor2"]) { a in
      try a.tensor("input").addcmul(try a.tensor("tensor1"), try a.tensor("tensor2"), value: try a.optionalScalar("value") ?? 1)
    }
    single("addcdiv", parameters: ["input", "tensor1", "tensor2"]) { a in
      try a.tensor("input").addcdiv(try a.tensor("tensor1"), try a.tensor("tensor2"), value: try a.optionalScalar("value") ?? 1)
    }
    single("lerp", parameters: ["input", "end", "weight"]) { a in
      let (input, end) = (try a.tensor("input"), try a.tensor("end"))
      return a.isTensor("weight") ? input.lerp(end, try a.tensor("weight")) : input.lerp(end, try a.number("weight"))
    }
    single("rsub", parameters: ["input", "other"]) { a in
      let (input, alpha) = (try a.tensor("input"), try a.optionalScalar("alpha") ?? 1)
      return a.isTensor("other") ? input.rsub(try a.tensor("other"), alpha: alpha) : input.rsub(try a.number("other"), alpha: alpha)
    }
  }

  private mutating func addConversions() {
    conversion("bool") { $0.bool(memoryFormat: $1) }
    conversion("byte") { $0.byte(memoryFormat: $1) }
    conversion("char") { $0.char(memoryFormat: $1) }
    conversion("short") { $0.short(memoryFormat: $1) }
    conversion("int") { $0.int(memoryFormat: $1) }
    conversion("long") { $0.long(memoryFormat: $1) }
    conversion("half") { $0.half(memoryFormat: $1) }
    conversion("bfloat16") { $0.bfloat16(memoryFormat: $1) }
    conversion("float") { $0.float(memoryFormat: $1) }
    conversion("double") { $0.double(memoryFormat: $1) }
    tensors("type_as") { $0.typeAs($1) }
  }

  /// `name(input, memory_format)`.
  private mutating func conversion(_ name: String, _ call: @escaping @Sendable (Tensor, MemoryFormat) -> Tensor) {
    single(name) { a in call(try a.tensor("input"), try a.optionalMemoryFormat() ?? .preserve) }
  }
}
