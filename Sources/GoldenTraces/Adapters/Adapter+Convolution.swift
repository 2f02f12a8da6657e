import Autograd

/// Convolution, pooling and resampling.
extension Adapter {
  mutating func addConvolution() {
    convolution("nn.functional.conv1d") {
      $0.conv1d($1, bias: $2, stride: $3, padding: $4, dilation: $5, groups: $6)
    }
    convolution("nn.functional.conv2d") {
      $0.conv2d($1, bias: $2, stride: $3, padding: $4, dilation: $5, groups: $6)
    }
    convolution("nn.functional.conv3d") {
      $0.conv3d($1, bias: $2, stride: $3, padding: $4, dilation: $5, groups: $6)
    }
    transposedConvolution("nn.functional.conv_transpose1d") {
      $0.convTranspose1d($1, bias: $2, stride: $3, padding: $4, outputPadding: $5, groups: $6, dilation: $7)
    }
    transposedConvolution("nn.functional.conv_transpose2d") {
      $0.convTranspose2d($1, bias: $2, stride: $3, padding: $4, outputPadding: $5, groups: $6, dilation: $7)
    }
    transposedConvolution("nn.functional.conv_transpose3d") {
      $0.convTranspose3d($1, bias: $2, stride: $3, padding: $4, outputPadding: $5, groups: $6, dilation: $7)
    }
    addAveragePooling()
    addMaxPooling()
    addResampling()
  }

  private mutating func convolution(
    _ name: String, _ call: @escaping @Sendable (Tensor, Tensor, Tensor?, Extent, ConvolutionPadding, Extent, Int) -> Tensor
  ) {
    single(name, parameters: ["input", "weight", "bias", "stride", "padding", "dilation", "groups"]) { a in
      call(
        try a.tensor("input"), try a.tensor("weight"), try a.optionalTensor("bias"), try a.optionalExtent("stride") ?? 1,
        try a.convolutionPadding("padding"), try a.optionalExtent("dilation") ?? 1, try a.optionalInt("groups") ?? 1)
    }
  }

  private mutating func transposedConvolution(
    _ name: String, _ call: @escaping @Sendable (Tensor, Tensor, Tensor?, Extent, Extent, Extent, Int, Extent) -> Tensor
  ) {
    single(name, parameters: ["input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation"]) { a in
      call(
        try a.tensor("input"), try a.tensor("weight"), try a.optionalTensor("bias"), try a.optionalExtent("stride") ?? 1,
        try a.optionalExtent("padding") ?? 0, try a.optionalExtent("output_padding") ?? 0, try a.optionalInt("groups") ?? 1,
        try a.optionalExtent("dilation") ?? 1)
    }
  }
}

extension Arguments {
  /// A number for all dimensions or a list with one for each, or nil for None.
  func optionalExtent(_ name: String) throws(ArgumentError) -> Extent? {
    if isInteger(name) { return .all(try int(name)) }
    return try optionalInts(name).map { .each($0) }
  }

  /// A number for all dimensions or a list with one for each.
  func extent(_ name: String) throws(ArgumentError) -> Extent {
    guard let extent = try optionalExtent(name) else { throw ArgumentError("argument '\(name)' is missing") }
    return extent
  }

  /// A convolution's padding: numbers, or a name.
  func convolutionPadding(_ name: String) throws(ArgumentError) -> ConvolutionPadding {
    if case .string(let value)? = optional(name) { return ConvolutionPadding(value) }
    return .zeros(try optionalExtent(name) ?? 0)
  }
}
