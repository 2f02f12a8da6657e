/// The numbers of a convolution, one for each spatial dimension.
struct ConvolutionSettings: Sendable {
  var stride: [Int]
  var padding: [Int]
  var dilation: [Int]
  var outputPadding: [Int]
  var groups: Int
  var isTransposed: Bool

  /// - Parameter count: How many dimensions the operator's name says: a single number stands for so many.
  init(
    for weight: Tensor, count: Int, stride: Extent, padding: Extent, dilation: Extent, outputPadding: Extent = 0, groups: Int,
    isTransposed: Bool = false, at site: CallSite
  ) {
    if weight.dim < 3 { fail("weight should have at least three dimensions", at: site) }
    if groups <= 0 { fail("non-positive groups is not supported", at: site) }
    let dim = weight.dim - 2
    func expanded(_ extent: Extent, _ name: String) -> [Int] {
      let values = extent.values(count)
      if values.count == dim { return values }
      if values.count == 1 { return Array(repeating: values[0], count: dim) }
      fail(
        "expected \(name) to be a single integer value or a list of \(dim) values to match the convolution dimensions, but got "
          + "\(name)=\(values)", at: site)
    }
    self.stride = expanded(stride, "stride")
    self.padding = expanded(padding, "padding")
    self.dilation = expanded(dilation, "dilation")
    self.outputPadding = expanded(outputPadding, "output_padding")
    self.groups = groups
    self.isTransposed = isTransposed
  }

  /// The spatial sizes of the output.
  func outputSizes(_ input: Tensor, _ weight: Tensor) -> [Int] {
    stride.indices.map { i in
      let (size, reach) = (input.sizes[i + 2], dilation[i] * (weight.sizes[i + 2] - 1) + 1)
      return isTransposed
        ? (size - 1) * stride[i] - 2 * padding[i] + reach + outputPadding[i]
        : (size + 2 * padding[i] - reach) / stride[i] + 1
    }
  }

  /// Refuses what cannot be convolved, in PyTorch's order and words.
  func check(_ input: Tensor, _ weight: Tensor, _ bias: Tensor?, at site: CallSite) {
    if let bias, bias.dtype != input.dtype {
      fail("Input type (\(input.dtype.cName)) and bias type (\(bias.dtype.cName)) should be the same", at: site)
    }
    checkNumbers(at: site)
    checkShapes(input, weight, bias, at: site)
    if dilation.contains(0) {
      fail("dilation should be greater than zero, but got \(zeroDilationText)", at: site)
    }
    // Nothing is computed of nothing, whatever the rest.
    if input.numel == 0 { return }
    if input.dtype == .float16 || input.dtype == .bfloat16 { checkDTypes(input, weight, at: site) }
    if isTransposed { checkTransposed(input, weight, at: site) }
    checkDTypes(input, weight, at: site)
  }

  private func checkNumbers(at site: CallSite) {
    if padding.contains(where: { $0 < 0 }) { fail("negative padding is not supported", at: site) }
    if outputPadding.contains(where: { $0 < 0 }) { fail("negative output_padding is not supported", at: site) }
    if stride.contains(where: { $0 <= 0 }) { fail("non-positive stride is not supported", at: site) }
    if dilation.contains(where: { $0 < 0 }) { fail("dilation should be greater than zero", at: site) }
  }

  private func checkShapes(_ input: Tensor, _ weight: Tensor, _ bias: Tensor?, at site: CallSite) {
    if input.dim != weight.dim {
      fail(
        "Expected \(weight.dim)-dimensional input for \(weight.dim)-dimensional weight\(weight.sizes), but got \(input.dim)-dimensional "
          + "input of size \(input.sizes) instead", at: site)
    }
    let count = weight.sizes[0]
    if count < groups {
      fail(
        "Given groups=\(groups), expected weight to be at least \(groups) at dimension 0, but got weight of size \(weight.sizes) instead",
        at: site)
    }
    if count % groups != 0 {
      fail(
        "Given groups=\(groups), expected weight to be divisible by \(groups) at dimension 0, but got weight of size [\(weight.sizes)] "
          + "instead", at: site)
    }
    let channels = isTransposed ? count : weight.sizes[1] * groups
    if input.sizes[1] != channels {
      fail(
        "Given \(isTransposed ? "transposed=1" : "groups=\(groups)"), weight of size \(weight.sizes), expected input\(input.sizes) to have "
          + "\(channels) channels, but got \(input.sizes[1]) channels instead", at: site)
    }
    let outputs = isTransposed ? weight.sizes[1] * groups : count
    if let bias, bias.dim != 1 || bias.sizes[0] != outputs {
      fail(
        "Given \(isTransposed ? "transposed=1, " : "")weight of size \(weight.sizes), expected bias to be 1-dimensional with \(outputs) "
          + "elements, but got bias of size \(bias.sizes) instead", at: site)
    }
    if isTransposed { return }
    let padded = padding.indices.map { input.sizes[$0 + 2] + 2 * padding[$0] }
    let reach = dilation.indices.map { dilation[$0] * (weight.sizes[$0 + 2] - 1) + 1 }
    if zip(padded, reach).contains(where: { $0 < $1 }) {
      fail(
        "Calculated padded input size per channel: (\(Self.product(padded))). Kernel size: (\(Self.product(reach))). Kernel size can't be "
          + "greater than actual input size", at: site)
    }
    if input.numel == 0 && input.sizes[0] != 0 && input.sizes[1] != 0 {
      fail("Only zero batch or zero channel inputs are supported, but got input shape: \(input.sizes)", at: site)
    }
  }

  private func checkTransposed(_ input: Tensor, _ weight: Tensor, at site: CallSite) {
    // One dimension is computed as two.
    let lead = stride.count == 1
    let names = stride.count == 3 ? ["depth", "height", "width"] : ["height", "width"]
    let (stride, dilation, extra) = lead ? ([1] + stride, [1] + dilation, [0] + outputPadding) : (stride, dilation, outputPadding)
    if extra.indices.contains(where: { extra[$0] >= stride[$0] && extra[$0] >= dilation[$0] }) {
      func text(_ name: String, _ values: [Int]) -> String {
        names.indices.map { "\(name)_\(names[$0]): \(values[$0])" }.joined(separator: " ")
      }
      fail(
        "output padding must be smaller than either stride or dilation, but got \(text("output_padding", extra)) "
          + "\(text("stride", stride)) \(text("dilation", dilation))", at: site)
    }
    let sizes = outputSizes(input, weight)
    if sizes.contains(where: { $0 < 1 }) {
      let inputs = (lead ? [1] : []) + input.shape.dropFirst(2)
      fail(
        "Given input size per channel: (\(Self.product(inputs))). Calculated output size per channel: "
          + "(\(Self.product((lead ? [1] : []) + sizes))). Output size is too small", at: site)
    }
  }

  private var zeroDilationText: String {
    let values = dilation.count == 1 ? [1] + dilation : dilation
    if !isTransposed { return values.description }
    let names = values.count == 3 ? ["depth", "height", "width"] : ["height", "width"]
    return names.indices.map { "dilation_\(names[$0]): \(values[$0])" }.joined(separator: ", ")
  }

  private func checkDTypes(_ input: Tensor, _ weight: Tensor, at site: CallSite) {
    let isHalf = input.dtype == .float16 || input.dtype == .bfloat16
    if isHalf && input.dtype != weight.dtype {
      let name = input.dtype == .float16 ? "torch.HalfTensor" : "CPUBFloat16Type"
      fail(
        "Input type (\(name)) and weight type (\(weight.legacyTypeName)) should be the same or input should be a MKLDNN tensor and weight "
          + "is a dense tensor", at: site)
    }
    if let loop = loopWithout(input.dtype) { fail("\"\(loop)\" not implemented for '\(input.dtype.scalarTypeName)'", at: site) }
    if input.dtype != weight.dtype {
      fail("expected scalar type \(input.dtype.scalarTypeName) but found \(weight.dtype.scalarTypeName)", at: site)
    }
    if input.dtype == .bool {
      fail("\"\(stride.count == 3 ? "compute_columns3d" : "slow_conv2d_cpu")\" not implemented for 'Bool'", at: site)
    }
  }

  /// PyTorch's loop for these numbers, if it has none for an integer dtype.
  private func loopWithout(_ dtype: DType) -> String? {
    if dtype.isFloatingPoint || dtype == .int64 { return nil }
    if isTransposed { return stride.count == 3 ? "slow_conv_transpose3d_out_cpu" : "slow_conv_transpose2d_out_cpu" }
    return dilation.contains { $0 != 1 } ? "slow_conv_dilated<>" : nil
  }

  private static func product(_ sizes: [Int]) -> String { sizes.map { "\($0)" }.joined(separator: " x ") }
}
