import Autograd

extension Adapter {
  mutating func addCreation() {
    filled("zeros") { Tensor.zeros($0, dtype: $1, requiresGrad: $2) }
    filled("ones") { Tensor.ones($0, dtype: $1, requiresGrad: $2) }
    filled("empty") { Tensor.empty($0, dtype: $1, requiresGrad: $2) }
    like("zeros_like") { Tensor.zerosLike($0, dtype: $1, requiresGrad: $2) }
    like("ones_like") { Tensor.onesLike($0, dtype: $1, requiresGrad: $2) }
    like("empty_like") { Tensor.emptyLike($0, dtype: $1, requiresGrad: $2) }
    single("full", parameters: ["size", "fill_value"]) { a in
      a.ignorePlacement()
      return Tensor.full(
        try a.ints("size"), try a.number("fill_value"), dtype: try a.optionalDType(),
        requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
    single("full_like", parameters: ["input", "fill_value"]) { a in
      a.ignorePlacement()
      return Tensor.fullLike(
        try a.tensor("input"), try a.number("fill_value"), dtype: try a.optionalDType(),
        requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
    single("tensor", parameters: ["data"]) { a in
      Tensor(try a.doubles("data"), dtype: try a.optionalDType(), requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
    on("arange", parameters: ["start"]) { a in
      a.ignorePlacement()
      let dtype = try a.optionalDType()
      // One positional argument is the end, as Python's range has it.
      if !a.has("start") || !a.has("end") { return [.tensor(Tensor.arange(try a.number(a.has("end") ? "end" : "start"), dtype: dtype))] }
      return [.tensor(Tensor.arange(try a.number("start"), try a.number("end"), try a.optionalScalar("step") ?? 1, dtype: dtype))]
    }
    single("linspace", parameters: ["start", "end", "steps"]) { a in
      a.ignorePlacement()
      return Tensor.linspace(try a.double("start"), try a.double("end"), try a.int("steps"), dtype: try a.optionalDType() ?? .float32)
    }
    single("eye", parameters: ["n", "m"]) { a in
      a.ignorePlacement()
      let eye = Tensor.eye(try a.int("n"), try a.optionalInt("m"), dtype: try a.optionalDType() ?? .float32)
      return try a.optionalBool("requires_grad") == true ? eye.requiresGrad_() : eye
    }
  }

  /// `name(size, dtype, requires_grad)`.
  private mutating func filled(_ name: String, _ call: @escaping @Sendable ([Int], DType, Bool) -> Tensor) {
    single(name, parameters: ["size"]) { a in
      a.ignorePlacement()
      return call(try a.ints("size"), try a.optionalDType() ?? .float32, try a.optionalBool("requires_grad") ?? false)
    }
  }

  /// `name(input, dtype, requires_grad)`.
  private mutating func like(_ name: String, _ call: @escaping @Sendable (Tensor, DType?, Bool) -> Tensor) {
    single(name) { a in
      a.ignorePlacement()
      return call(try a.tensor("input"), try a.optionalDType(), try a.optionalBool("requires_grad") ?? false)
    }
  }
}

extension Arguments {
  /// There is one device that computes, and one layout: dense.
  fileprivate func ignorePlacement() { ignore("device", "layout", "pin_memory") }

  /// A flat list of numbers.
  fileprivate func doubles(_ name: String) throws(ArgumentError) -> [Double] {
    guard case .list(let elements) = try require(name) else { throw ArgumentError("argument '\(name)' is not a list") }
    var values: [Double] = []
    for element in elements {
      guard case .float(let value) = element else { throw ArgumentError("argument '\(name)' holds \(element), not a float") }
      values.append(value)
    }
    return values
  }
}
