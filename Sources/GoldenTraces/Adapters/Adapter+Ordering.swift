import Autograd

/// Sorting, cumulative and statistical operators.
extension Adapter {
  mutating func addOrdering() {
    pair("sort") { a in
      let result = try a.tensor("input").sort(
        try a.optionalInt("dim") ?? -1, descending: try a.optionalBool("descending") ?? false, stable: try a.optionalBool("stable"))
      return (result.values, result.indices)
    }
    single("argsort") { a in
      try a.tensor("input").argsort(
        try a.optionalInt("dim") ?? -1, descending: try a.optionalBool("descending") ?? false,
        stable: try a.optionalBool("stable") ?? false)
    }
    unary("msort") { $0.msort() }
    pair("topk", parameters: ["input", "k", "dim"]) { a in
      let result = try a.tensor("input").topk(
        try a.int("k"), dim: try a.optionalInt("dim") ?? -1, largest: try a.optionalBool("largest") ?? true,
        sorted: try a.optionalBool("sorted") ?? true)
      return (result.values, result.indices)
    }
    pair("kthvalue", parameters: ["input", "k", "dim"]) { a in
      let result = try a.tensor("input").kthvalue(try a.int("k"), dim: try a.optionalInt("dim") ?? -1, keepdim: try a.keepdim())
      return (result.values, result.indices)
    }
    pair("mode") { a in
      let result = try a.tensor("input").mode(try a.optionalInt("dim") ?? -1, keepdim: try a.keepdim())
      return (result.values, result.indices)
    }
    several("median") { a in
      let input = try a.tensor("input")
      guard let dim = try a.optionalInt("dim") else { return [input.median()] }
      let result = input.median(dim, keepdim: try a.keepdim())
      return [result.values, result.indices]
    }
    several("nanmedian") { a in
      let input = try a.tensor("input")
      guard let dim = try a.optionalInt("dim") else { return [input.nanmedian()] }
      let result = input.nanmedian(dim, keepdim: try a.keepdim())
      return [result.values, result.indices]
    }
    addQuantiles()
    addUnique()
    addCumulative()
    addCounting()
    addDifferences()
  }

  private mutating func addQuantiles() {
    single("quantile", parameters: ["input", "q", "dim", "keepdim"]) { a in
      let (input, dim, keepdim) = (try a.tensor("input"), try a.optionalInt("dim"), try a.keepdim())
      let interpolation = try a.interpolation()
      return a.isTensor("q")
        ? input.quantile(try a.tensor("q"), dim: dim, keepdim: keepdim, interpolation: interpolation)
        : input.quantile(try a.double("q"), dim: dim, keepdim: keepdim, interpolation: interpolation)
    }
    single("nanquantile", parameters: ["input", "q", "dim", "keepdim"]) { a in
      let (input, dim, keepdim) = (try a.tensor("input"), try a.optionalInt("dim"), try a.keepdim())
      let interpolation = try a.interpolation()
      return a.isTensor("q")
        ? input.nanquantile(try a.tensor("q"), dim: dim, keepdim: keepdim, interpolation: interpolation)
        : input.nanquantile(try a.double("q"), dim: dim, keepdim: keepdim, interpolation: interpolation)
    }
  }

  private mutating func addUnique() {
    several("unique") { a in
      // The distinct elements are always sorted.
      a.ignore("sorted")
      return try a.chosen(of: try a.tensor("input").unique(dim: try a.optionalInt("dim")))
    }
    several("unique_consecutive") { a in try a.chosen(of: try a.tensor("input").uniqueConsecutive(dim: try a.optionalInt("dim"))) }
  }

  private mutating func addCumulative() {
    single("cumsum") { a in try a.tensor("input").cumsum(try a.int("dim"), dtype: try a.optionalDType()) }
    single("cumsum_") { a in try a.tensor("input").cumsum_(try a.int("dim"), dtype: try a.optionalDType()) }
    single("cumprod") { a in try a.tensor("input").cumprod(try a.int("dim"), dtype: try a.optionalDType()) }
    single("cumprod_") { a in try a.tensor("input").cumprod_(try a.int("dim"), dtype: try a.optionalDType()) }
    single("logcumsumexp") { a in try a.tensor("input").logcumsumexp(try a.int("dim")) }
    pair("cummax") { a in
      let result = try a.tensor("input").cummax(try a.int("dim"))
      return (result.values, result.indices)
    }
    pair("cummin") { a in
      let result = try a.tensor("input").cummin(try a.int("dim"))
      return (result.values, result.indices)
    }
  }

  private mutating func addCounting() {
    single("bincount") { a in
      try a.tensor("input").bincount(weights: try a.optionalTensor("weights"), minlength: try a.optionalInt("minlength") ?? 0)
    }
    single("histc") { a in
      try a.tensor("input").histc(
        bins: try a.optionalInt("bins") ?? 100, min: try a.optionalDouble("min") ?? 0, max: try a.optionalDouble("max") ?? 0)
    }
    pair("histogram", parameters: ["input", "bins"]) { a in
      let (input, weight) = (try a.tensor("input"), try a.optionalTensor("weight"))
      let density = try a.optionalBool("density") ?? false
      if a.isTensor("bins") {
        let result = input.histogram(bins: try a.tensor("bins"), weight: weight, density: density)
        return (result.counts, result.edges)
      }
      let range = try a.optionalDoubles("range").map { ($0[0], $0[1]) }
      let result = input.histogram(bins: try a.int("bins"), range: range, weight: weight, density: density)
      return (result.counts, result.edges)
    }
    several("histogramdd", parameters: ["input", "bins"]) { a in
      let (input, weight) = (try a.tensor("input"), try a.optionalTensor("weight"))
      let density = try a.optionalBool("density") ?? false
      let range = try a.optionalDoubles("range")
      let result =
        try a.listsTensors("bins")
        ? input.histogramdd(bins: try a.tensors("bins"), weight: weight, density: density)
        : input.histogramdd(bins: try a.ints("bins"), range: range, weight: weight, density: density)
      return [result.counts] + result.edges
    }
    single("cov") { a in
      try a.tensor("input").cov(
        correction: try a.optionalInt("correction") ?? 1, fweights: try a.optionalTensor("fweights"),
        aweights: try a.optionalTensor("aweights"))
    }
    unary("corrcoef") { $0.corrcoef() }
  }

  private mutating func addDifferences() {
    single("diff") { a in
      try a.tensor("input").diff(
        n: try a.optionalInt("n") ?? 1, dim: try a.optionalInt("dim") ?? -1, prepend: try a.optionalTensor("prepend"),
        append: try a.optionalTensor("append"))
    }
    for name in ["trapezoid", "trapz"] {
      single(name, parameters: ["y", "x"]) { a in
        let (y, dim) = (try a.tensor("y"), try a.optionalInt("dim") ?? -1)
        guard let x = try a.optionalTensor("x") else { return y.trapezoid(dx: try a.optionalDouble("dx") ?? 1, dim: dim) }
        return y.trapezoid(x, dim: dim)
      }
    }
    single("cumulative_trapezoid", parameters: ["y", "x"]) { a in
      let (y, dim) = (try a.tensor("y"), try a.optionalInt("dim") ?? -1)
      guard let x = try a.optionalTensor("x") else { return y.cumulativeTrapezoid(dx: try a.optionalDouble("dx") ?? 1, dim: dim) }
      return y.cumulativeTrapezoid(x, dim: dim)
    }
    several("gradient") { a in
      let (input, dims, order) = (try a.tensor("input"), try a.optionalInts("dim"), try a.optionalInt("edge_order") ?? 1)
      if try a.listsTensors("spacing") {
        return Tensor.gradient(of: input, coordinates: try a.tensors("spacing"), dims: dims, edgeOrder: order)
      }
      let spacing: GradientSpacing =
        a.isList("spacing") ? .each(try a.optionalDoubles("spacing") ?? []) : .all(try a.optionalDouble("spacing") ?? 1)
      return Tensor.gradient(of: input, spacing: spacing, dims: dims, edgeOrder: order)
    }
  }

  /// A call that gives values and indices.
  private mutating func pair(
    _ name: String, parameters: [String] = ["input", "dim"], _ call: @escaping @Sendable (Arguments) throws -> (Tensor, Tensor)
  ) {
    several(name, parameters: parameters) { a in
      let (first, second) = try call(a)
      return [first, second]
    }
  }
}

extension Arguments {
  fileprivate func interpolation() throws(ArgumentError) -> QuantileInterpolation {
    QuantileInterpolation(try optionalString("interpolation") ?? "linear")
  }

  /// A list of numbers; nil for None.
  fileprivate func optionalDoubles(_ name: String) throws(ArgumentError) -> [Double]? {
    guard let argument = optional(name) else { return nil }
    guard case .list(let elements) = argument else { throw ArgumentError("argument '\(name)' is \(argument), not a list") }
    var numbers: [Double] = []
    for element in elements {
      switch element {
      case .float(let value): numbers.append(value)
      case .integer(let value): numbers.append(Double(value))
      default: throw ArgumentError("argument '\(name)' holds \(element), not a number")
      }
    }
    return numbers
  }

  /// Whether the argument is a list of tensors.
  fileprivate func listsTensors(_ name: String) throws(ArgumentError) -> Bool {
    guard case .list(let elements)? = optional(name), case .tensor? = elements.first else { return false }
    return true
  }

  /// The distinct elements, and of the indices and counts what was asked for.
  fileprivate func chosen(of result: (values: Tensor, inverse: Tensor, counts: Tensor)) throws(ArgumentError) -> [Tensor] {
    var results = [result.values]
    if try optionalBool("return_inverse") ?? false { results.append(result.inverse) }
    if try optionalBool("return_counts") ?? false { results.append(result.counts) }
    return results
  }
}
