import Autograd

extension Adapter {
  mutating func addReductions() {
    single("sum") { a in
      let input = try a.tensor("input")
      guard let dims = try a.optionalInts("dim") else { return input.sum(dtype: try a.optionalDType()) }
      return input.sum(dims, keepdim: try a.keepdim(), dtype: try a.optionalDType())
    }
    single("mean") { a in
      let input = try a.tensor("input")
      guard let dims = try a.optionalInts("dim") else { return input.mean(dtype: try a.optionalDType()) }
      return input.mean(dims, keepdim: try a.keepdim(), dtype: try a.optionalDType())
    }
    single("norm") { a in
      try a.tensor("input").norm(p: try a.normOrder(), dim: try a.optionalInts("dim") ?? [], keepdim: try a.keepdim())
    }
    extremes("max", all: { $0.max() }, along: { $0.max($1, keepdim: $2) }, of: { $0.maximum($1) })
    extremes("min", all: { $0.min() }, along: { $0.min($1, keepdim: $2) }, of: { $0.minimum($1) })
    overOneOrAll("all", all: { $0.all() }, along: { $0.all($1, keepdim: $2) })
    overOneOrAll("any", all: { $0.any() }, along: { $0.any($1, keepdim: $2) })
    overOneOrAll("argmax", all: { $0.argmax() }, along: { $0.argmax($1, keepdim: $2) })
    overOneOrAll("argmin", all: { $0.argmin() }, along: { $0.argmin($1, keepdim: $2) })
    on("item", parameters: ["input"]) { a in
      let input = try a.tensor("input")
      if input.dtype == .bool { return [.plain(.bool(input.item(as: Bool.self)))] }
      return [.plain(input.dtype.isFloatingPoint ? .float(input.item()) : .integer(input.item(as: Int64.self)))]
    }
  }

  /// `name(input)` gives one tensor, `name(input, dim, keepdim)` values and indices, `name(input, other)` one tensor.
  private mutating func extremes(
    _ name: String, all: @escaping @Sendable (Tensor) -> Tensor,
    along: @escaping @Sendable (Tensor, Int, Bool) -> (values: Tensor, indices: Tensor),
    of: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) {
    several(name) { a in
      let input = try a.tensor("input")
      if let other = try a.optionalTensor("other") { return [of(input, other)] }
      guard let dim = try a.optionalInt("dim") else { return [all(input)] }
      let result = along(input, dim, try a.keepdim())
      return [result.values, result.indices]
    }
  }

  /// `name(input)` and `name(input, dim, keepdim)` give one tensor.
  private mutating func overOneOrAll(
    _ name: String, all: @escaping @Sendable (Tensor) -> Tensor, along: @escaping @Sendable (Tensor, Int, Bool) -> Tensor
  ) {
    single(name) { a in
      let input = try a.tensor("input")
      guard let dim = try a.optionalInt("dim") else { return all(input) }
      return along(input, dim, try a.keepdim())
    }
  }
}

extension Arguments {
  fileprivate func keepdim() throws(ArgumentError) -> Bool { try optionalBool("keepdim") ?? false }

  /// The p of a norm; PyTorch's `"fro"` is the Euclidean one.
  fileprivate func normOrder() throws(ArgumentError) -> Scalar {
    if case .string("fro")? = optional("p") { return 2 }
    return try optionalScalar("p") ?? 2
  }
}
