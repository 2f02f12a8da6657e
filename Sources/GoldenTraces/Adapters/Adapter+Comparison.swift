import Autograd

extension Adapter {
  mutating func addComparison() {
    binary("eq") {
      $0.eq($1)
    } number: {
      $0.eq($1)
    }
    binary("ne") {
      $0.ne($1)
    } number: {
      $0.ne($1)
    }
    binary("lt") {
      $0.lt($1)
    } number: {
      $0.lt($1)
    }
    binary("le") {
      $0.le($1)
    } number: {
      $0.le($1)
    }
    binary("gt") {
      $0.gt($1)
    } number: {
      $0.gt($1)
    }
    binary("ge") {
      $0.ge($1)
    } number: {
      $0.ge($1)
    }
    tensors("logical_and") { $0.logicalAnd($1) }
    tensors("logical_or") { $0.logicalOr($1) }
    tensors("logical_xor") { $0.logicalXor($1) }
    unary("logical_not") { $0.logicalNot() }
    binary("bitwise_and") {
      $0.bitwiseAnd($1)
    } number: {
      $0.bitwiseAnd($1)
    }
    binary("bitwise_or") {
      $0.bitwiseOr($1)
    } number: {
      $0.bitwiseOr($1)
    }
    binary("bitwise_xor") {
      $0.bitwiseXor($1)
    } number: {
      $0.bitwiseXor($1)
    }
    unary("bitwise_not") { $0.bitwiseNot() }
    unary("isnan") { $0.isnan() }
    unary("isinf") { $0.isinf() }
    unary("isfinite") { $0.isfinite() }
    on("equal", parameters: ["input", "other"]) { a in
      [.plain(.bool(try a.tensor("input").equal(try a.tensor("other"))))]
    }
    on("allclose", parameters: ["input", "other"]) { a in
      let result = try a.tensor("input").allclose(
        try a.tensor("other"), rtol: try a.optionalDouble("rtol") ?? 1e-5, atol: try a.optionalDouble("atol") ?? 1e-8,
        equalNaN: try a.optionalBool("equal_nan") ?? false)
      return [.plain(.bool(result))]
    }
  }
}
