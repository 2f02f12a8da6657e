import Autograd

/// Averages, maxima and powers of windows.
extension Adapter {
  mutating func addAveragePooling() {
    single("nn.functional.avg_pool1d", parameters: ["input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"]) { a in
      try a.tensor("input").avgPool1d(
        try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0,
        ceilMode: try a.optionalBool("ceil_mode") ?? false, countIncludePad: try a.optionalBool("count_include_pad") ?? true)
    }
    average("nn.functional.avg_pool2d") {
      $0.avgPool2d($1, stride: $2, padding: $3, ceilMode: $4, countIncludePad: $5, divisorOverride: $6)
    }
    average("nn.functional.avg_pool3d") {
      $0.avgPool3d($1, stride: $2, padding: $3, ceilMode: $4, countIncludePad: $5, divisorOverride: $6)
    }
    single("nn.functional.adaptive_avg_pool1d", parameters: ["input", "output_size"]) { a in
      try a.tensor("input").adaptiveAvgPool1d(try a.extent("output_size"))
    }
    single("nn.functional.adaptive_avg_pool2d", parameters: ["input", "output_size"]) { a in
      let input = try a.tensor("input")
      return a.isInteger("output_size")
        ? input.adaptiveAvgPool2d(try a.int("output_size")) : input.adaptiveAvgPool2d(try a.partialSizes("output_size"))
    }
    single("nn.functional.adaptive_avg_pool3d", parameters: ["input", "output_size"]) { a in
      let input = try a.tensor("input")
      return a.isInteger("output_size")
        ? input.adaptiveAvgPool3d(try a.int("output_size")) : input.adaptiveAvgPool3d(try a.partialSizes("output_size"))
    }
    single("nn.functional.lp_pool1d", parameters: ["input", "norm_type", "kernel_size", "stride", "ceil_mode"]) { a in
      try a.tensor("input").lpPool1d(
        try a.double("norm_type"), try a.int("kernel_size"), stride: try a.optionalExtent("stride"),
        ceilMode: try a.optionalBool("ceil_mode") ?? false)
    }
    power("nn.functional.lp_pool2d") { $0.lpPool2d($1, $2, stride: $3, ceilMode: $4) }
    power("nn.functional.lp_pool3d") { $0.lpPool3d($1, $2, stride: $3, ceilMode: $4) }
  }

  mutating func addMaxPooling() {
    maximum("nn.functional.max_pool1d") {
      $0.maxPool1d($1, stride: $2, padding: $3, dilation: $4, ceilMode: $5)
    } withIndices: {
      $0.maxPool1dWithIndices($1, stride: $2, padding: $3, dilation: $4, ceilMode: $5)
    }
    maximum("nn.functional.max_pool2d") {
      $0.maxPool2d($1, stride: $2, padding: $3, dilation: $4, ceilMode: $5)
    } withIndices: {
      $0.maxPool2dWithIndices($1, stride: $2, padding: $3, dilation: $4, ceilMode: $5)
    }
    maximum("nn.functional.max_pool3d") {
      $0.maxPool3d($1, stride: $2, padding: $3, dilation: $4, ceilMode: $5)
    } withIndices: {
      $0.maxPool3dWithIndices($1, stride: $2, padding: $3, dilation: $4, ceilMode: $5)
    }
    adaptiveMaximum("nn.functional.adaptive_max_pool1d") { $0.adaptiveMaxPool1d(try $1.extent("output_size")) }
    adaptiveMaximum("nn.functional.adaptive_max_pool2d") {
      $1.isInteger("output_size")
        ? $0.adaptiveMaxPool2d(try $1.int("output_size")) : $0.adaptiveMaxPool2d(try $1.partialSizes("output_size"))
    }
    adaptiveMaximum("nn.functional.adaptive_max_pool3d") {
      $1.isInteger("output_size")
        ? $0.adaptiveMaxPool3d(try $1.int("output_size")) : $0.adaptiveMaxPool3d(try $1.partialSizes("output_size"))
    }
    unpooling("nn.functional.max_unpool1d") { $0.maxUnpool1d($1, $2, stride: $3, padding: $4, outputSize: $5) }
    unpooling("nn.functional.max_unpool2d") { $0.maxUnpool2d($1, $2, stride: $3, padding: $4, outputSize: $5) }
    unpooling("nn.functional.max_unpool3d") { $0.maxUnpool3d($1, $2, stride: $3, padding: $4, outputSize: $5) }
  }

  private mutating func average(_ name: String, _ call: @escaping @Sendable (Tensor, Extent, Extent?, Extent, Bool, Bool, Int?) -> Tensor) {
    let parameters = ["input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"]
    single(name, parameters: parameters) { a in
      call(
        try a.tensor("input"), try a.extent("kernel_size"), try a.optionalExtent("stride"), try a.optionalExtent("padding") ?? 0,
        try a.optionalBool("ceil_mode") ?? false, try a.optionalBool("count_include_pad") ?? true, try a.optionalInt("divisor_override"))
    }
  }

  private mutating func power(_ name: String, _ call: @escaping @Sendable (Tensor, Double, Extent, Extent?, Bool) -> Tensor) {
    single(name, parameters: ["input", "norm_type", "kernel_size", "stride", "ceil_mode"]) { a in
      call(
        try a.tensor("input"), try a.double("norm_type"), try a.extent("kernel_size"), try a.optionalExtent("stride"),
        try a.optionalBool("ceil_mode") ?? false)
    }
  }

  /// One tensor, or two where the indices are asked for.
  private mutating func maximum(
    _ name: String, _ call: @escaping @Sendable (Tensor, Extent, Extent?, Extent, Extent, Bool) -> Tensor,
    withIndices: @escaping @Sendable (Tensor, Extent, Extent?, Extent, Extent, Bool) -> (values: Tensor, indices: Tensor)
  ) {
    several(name, parameters: ["input", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"]) { a in
      let (input, kernel, stride) = (try a.tensor("input"), try a.extent("kernel_size"), try a.optionalExtent("stride"))
      let (padding, dilation) = (try a.optionalExtent("padding") ?? 0, try a.optionalExtent("dilation") ?? 1)
      let ceil = try a.optionalBool("ceil_mode") ?? false
      if try a.optionalBool("return_indices") != true { return [call(input, kernel, stride, padding, dilation, ceil)] }
      let (values, indices) = withIndices(input, kernel, stride, padding, dilation, ceil)
      return [values, indices]
    }
  }

  private mutating func adaptiveMaximum(
    _ name: String, _ call: @escaping @Sendable (Tensor, Arguments) throws -> (values: Tensor, indices: Tensor)
  ) {
    several(name, parameters: ["input", "output_size", "return_indices"]) { a in
      let (values, indices) = try call(try a.tensor("input"), a)
      return try a.optionalBool("return_indices") == true ? [values, indices] : [values]
    }
  }

  private mutating func unpooling(_ name: String, _ call: @escaping @Sendable (Tensor, Tensor, Extent, Extent?, Extent, [Int]?) -> Tensor) {
    single(name, parameters: ["input", "indices", "kernel_size", "stride", "padding", "output_size"]) { a in
      call(
        try a.tensor("input"), try a.tensor("indices"), try a.extent("kernel_size"), try a.optionalExtent("stride"),
        try a.optionalExtent("padding") ?? 0, try a.optionalInts("output_size"))
    }
  }
}

extension Arguments {
  /// A list of sizes in which None keeps one.
  func partialSizes(_ name: String) throws(ArgumentError) -> [Int?] {
    guard case .list(let elements) = try require(name) else { throw ArgumentError("argument '\(name)' is not a list") }
    var sizes: [Int?] = []
    for element in elements {
      switch element {
      case .null: sizes.append(nil)
      case .integer(let value): sizes.append(Int(value))
      default: throw ArgumentError("argument '\(name)' holds \(element), not a size")
      }
    }
    return sizes
  }
}
