import Autograd

extension Adapter {
  mutating func addReductions() {
    overSome("sum", all: { $0.sum(dtype: $1) }, along: { $0.sum($1, keepdim: $2, dtype: $3) })
    overSome("mean", all: { $0.mean(dtype: $1) }, along: { $0.mean($1, keepdim: $2, dtype: $3) })
    single("nansum") { a in
      try a.tensor("input").nansum(try a.optionalInts("dim") ?? [], keepdim: try a.keepdim(), dtype: try a.optionalDType())
    }
    single("nanmean") { a in
      try a.tensor("input").nanmean(try a.optionalInts("dim") ?? [], keepdim: try a.keepdim(), dtype: try a.optionalDType())
    }
    single("prod") { a in
      let input = try a.tensor("input")
      guard let dim = try a.optionalInt("dim") else { return input.prod(dtype: try a.optionalDType()) }
      return input.prod(dim, keepdim: try a.keepdim(), dtype: try a.optionalDType())
    }
    single("norm") { a in
      let input = try a.tensor("input")
      if case .string(let name)? = a.optional("p"), name != "fro" {
        return linalg.matrixNorm(
          input, linalg.NormOrder(name), dim: try a.optionalInts("dim") ?? Array(0..<input.dim), keepdim: try a.keepdim())
      }
      return input.norm(
        p: try a.normOrder(), dim: try a.optionalInts("dim") ?? [], keepdim: try a.keepdim(), dtype: try a.optionalDType())
    }
    single("linalg.vector_norm") { a in
      try a.tensor("input").vectorNorm(
        ord: try a.optionalScalar("ord") ?? 2, dim: try a.optionalInts("dim") ?? [], keepdim: try a.keepdim(),
        dtype: try a.optionalDType())
    }
    single("dist", parameters: ["input", "other", "p"]) { a in
      try a.tensor("input").dist(try a.tensor("other"), p: try a.optionalScalar("p") ?? 2)
    }
    single("renorm") { a in
      try a.tensor("input").renorm(p: try a.optionalScalar("p") ?? 2, dim: try a.int("dim"), maxnorm: try a.double("maxnorm"))
    }
    single("renorm_") { a in
      try a.tensor("input").renorm_(p: try a.optionalScalar("p") ?? 2, dim: try a.int("dim"), maxnorm: try a.double("maxnorm"))
    }
    addExtremes()
    addVariances()
    overSome("all", all: { input, _ in input.all() }, along: { input, dims, keepdim, _ in input.all(dims, keepdim: keepdim) })
    overSome("any", all: { input, _ in input.any() }, along: { input, dims, keepdim, _ in input.any(dims, keepdim: keepdim) })
    single("count_nonzero") { a in try a.tensor("input").countNonzero(try a.optionalInts("dim") ?? []) }
    single("logsumexp") { a in try a.tensor("input").logsumexp(try a.ints("dim"), keepdim: try a.keepdim()) }
    for name in ["softmax", "nn.functional.softmax"] {
      single(name) { a in try a.tensor("input").softmax(try a.int("dim"), dtype: try a.optionalDType()) }
    }
    for name in ["log_softmax", "nn.functional.log_softmax"] {
      single(name) { a in try a.tensor("input").logSoftmax(try a.int("dim"), dtype: try a.optionalDType()) }
    }
    single("nn.functional.softmin") { a in try a.tensor("input").softmin(try a.int("dim"), dtype: try a.optionalDType()) }
    on("item", parameters: ["input"]) { a in
      let input = try a.tensor("input")
      if input.dtype == .bool { return [.plain(.bool(input.item(as: Bool.self)))] }
      return [.plain(input.dtype.isFloatingPoint ? .float(input.item()) : .integer(input.item(as: Int64.self)))]
    }
  }

  private mutating func addExtremes() {
    extremes("max", all: { $0.max() }, along: { $0.max($1, keepdim: $2) }, of: { $0.maximum($1) })
    extremes("min", all: { $0.min() }, along: { $0.min($1, keepdim: $2) }, of: { $0.minimum($1) })
    single("amax") { a in
      try a.tensor("input").amax(try a.optionalInts("dim") ?? [], keepdim: try a.keepdim(), out: try a.optionalTensor("out"))
    }
    single("amin") { a in
      try a.tensor("input").amin(try a.optionalInts("dim") ?? [], keepdim: try a.keepdim(), out: try a.optionalTensor("out"))
    }
    several("aminmax") { a in
      let out = try a.optionalTensors("out").map { (min: $0[0], max: $0[1]) }
      let result = try a.tensor("input").aminmax(try a.optionalInt("dim"), keepdim: try a.keepdim(), out: out)
      return [result.min, result.max]
    }
    overOneOrAll("argmax", all: { $0.argmax(keepdim: $1) }, along: { $0.argmax($1, keepdim: $2) })
    overOneOrAll("argmin", all: { $0.argmin(keepdim: $1) }, along: { $0.argmin($1, keepdim: $2) })
  }

  private mutating func addVariances() {
    single("var") { a in try a.tensor("input").var(try a.varianceDims(), correction: try a.correction(), keepdim: try a.keepdim()) }
    single("std") { a in try a.tensor("input").std(try a.varianceDims(), correction: try a.correction(), keepdim: try a.keepdim()) }
    several("var_mean") { a in
      let result = try a.tensor("input").varMean(try a.varianceDims(), correction: try a.correction(), keepdim: try a.keepdim())
      return [result.variance, result.mean]
    }
    several("std_mean") { a in
      let result = try a.tensor("input").stdMean(try a.varianceDims(), correction: try a.correction(), keepdim: try a.keepdim())
      return [result.deviation, result.mean]
    }
  }

  /// `name(input, dtype)` and `name(input, dim, keepdim, dtype)`, where `dim` is a number or a list.
  private mutating func overSome(
    _ name: String, all: @escaping @Sendable (Tensor, DType?) -> Tensor,
    along: @escaping @Sendable (Tensor, [Int], Bool, DType?) -> Tensor
  ) {
    single(name) { a in
      let input = try a.tensor("input")
      guard let dims = try a.optionalInts("dim") else { return all(input, try a.optionalDType()) }
      return along(input, dims, try a.keepdim(), try a.optionalDType())
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

  /// `name(input, keepdim)` and `name(input, dim, keepdim)` give one tensor.
  private mutating func overOneOrAll(
    _ name: String, all: @escaping @Sendable (Tensor, Bool) -> Tensor, along: @escaping @Sendable (Tensor, Int, Bool) -> Tensor
  ) {
    single(name) { a in
      let input = try a.tensor("input")
      guard let dim = try a.optionalInt("dim") else { return all(input, try a.keepdim()) }
      return along(input, dim, try a.keepdim())
    }
  }
}

extension Arguments {
  func keepdim() throws(ArgumentError) -> Bool { try optionalBool("keepdim") ?? false }

  /// The p of a norm; PyTorch's `"fro"` is the Euclidean one.
  fileprivate func normOrder() throws(ArgumentError) -> Scalar {
    if case .string("fro")? = optional("p") { return 2 }
    return try optionalScalar("p") ?? 2
  }

  fileprivate func varianceDims() throws(ArgumentError) -> [Int] { try optionalInts("dim") ?? [] }

  /// The correction of a variance, which `unbiased` names too: 1 if it is true, else 0.
  fileprivate func correction() throws(ArgumentError) -> Double {
    if let unbiased = try optionalBool("unbiased") { return unbiased ? 1 : 0 }
    return try optionalDouble("correction") ?? 1
  }
}
