/// The windows of a pooling operator, for two or three spatial dimensions (one is pooled as two).
struct PoolingWindow: Sendable {
  var kernel: [Int]
  var stride: [Int]
  var padding: [Int]
  var dilation: [Int]
  var isCeiling: Bool

  /// How many windows there are along each dimension, after the checks that PyTorch makes of one dimension.
  func outputSizes(_ sizes: [Int], at site: CallSite) -> [Int] {
    sizes.indices.map { i in
      if stride[i] == 0 { fail("stride should not be zero", at: site) }
      if padding[i] < 0 { fail("pad must be non-negative, but got pad: \(padding[i])", at: site) }
      let reach = reach(i, at: site)
      if padding[i] > reach / 2 {
        fail(
          "pad should be at most half of effective kernel size, but got pad=\(padding[i]), kernel_size=\(kernel[i]) and "
            + "dilation=\(dilation[i])", at: site)
      }
      return outputSize(sizes[i], i, reach: reach)
    }
  }

  /// The elements from a window's first to its last.
  func reach(_ i: Int, at site: CallSite) -> Int {
    let (product, overflows) = dilation[i].multipliedReportingOverflow(by: kernel[i] &- 1)
    if overflows {
      fail("effective kernel size overflows, but got kernel_size=\(kernel[i]) and dilation=\(dilation[i])", at: site)
    }
    return product &+ 1
  }

  /// With `ceil_mode` a last window may reach over the end, if it starts within the input or the padding before it.
  func outputSize(_ size: Int, _ i: Int, reach: Int) -> Int {
    let room = size &+ 2 &* padding[i] &- reach &+ (isCeiling ? stride[i] &- 1 : 0)
    var (count, rest) = room.quotientAndRemainder(dividingBy: stride[i])
    if rest != 0 && (rest < 0) != (stride[i] < 0) { count -= 1 }
    count += 1
    if isCeiling && (count &- 1) &* stride[i] >= size &+ padding[i] { count -= 1 }
    return count
  }

  /// What PyTorch checks of the numbers themselves.
  func checkPositive(at site: CallSite) {
    let names = kernel.count == 3 ? ["T", "H", "W"] : ["H", "W"]
    func text(_ prefix: String, _ values: [Int]) -> String {
      names.indices.map { "\(prefix)\(names[$0]): \(values[$0])" }.joined(separator: " ")
    }
    if kernel.contains(where: { $0 <= 0 }) { fail("kernel size should be greater than zero, but got \(text("k", kernel))", at: site) }
    if stride.contains(where: { $0 <= 0 }) { fail("stride should be greater than zero, but got \(text("d", stride))", at: site) }
    if dilation.contains(where: { $0 <= 0 }) {
      fail("dilation should be greater than zero, but got \(text("dilation", dilation))", at: site)
    }
  }

  /// The numbers, if the padding is more than half of a window without its gaps.
  private var paddingText: String? {
    if !kernel.indices.contains(where: { padding[$0] > kernel[$0] / 2 }) { return nil }
    if kernel.count == 2 { return "padW = \(padding[1]), padH = \(padding[0]), kW = \(kernel[1]), kH = \(kernel[0])" }
    return "kT: \(kernel[0]) kW: \(kernel[2]) kH: \(kernel[1]) padT: \(padding[0]) padW: \(padding[2]) padH: \(padding[1])"
  }

  /// Refuses windows of which there are none.
  func checkOutput(_ input: Tensor, _ output: [Int], at site: CallSite) {
    if let text = paddingText {
      fail("pad should be smaller than or equal to half of kernel size, but got \(text)", at: site)
    }
    if output.allSatisfy({ $0 >= 1 }) { return }
    let channels = input.sizes[input.dim - kernel.count - 1]
    func text(_ sizes: some Sequence<Int>) -> String { ([channels] + sizes).map { "\($0)" }.joined(separator: "x") }
    fail(
      "Given input size: (\(text(input.shape.suffix(kernel.count)))). Calculated output size: (\(text(output))). Output size is too small",
      at: site)
  }

  /// How an average acts along dimension `i`: each weight is one over the elements that count.
  ///
  /// - Parameter countsPadding: Whether the zeros of the padding count.
  /// - Parameter divides: Without it, windows are summed.
  func averages(_ i: Int, size: Int, output: Int, countsPadding: Bool, divides: Bool) -> Mixture {
    var result = Mixture(inputCount: size)
    for j in 0..<output {
      let elements = elements(j, i, size: size)
      let weight = divides ? 1 / Double(divisor(j, i, size: size, countsPadding: countsPadding)) : 1
      result.append(elements.map { ($0, weight) })
    }
    return result
  }

  /// The elements that window `j` has along dimension `i`.
  private func elements(_ j: Int, _ i: Int, size: Int) -> Range<Int> {
    let start = j * stride[i] - padding[i]
    let end = min(start + kernel[i], size)
    return max(start, 0)..<max(end, max(start, 0))
  }

  /// How many elements of window `j` count along dimension `i`; of the padding those up to its end.
  func divisor(_ j: Int, _ i: Int, size: Int, countsPadding: Bool) -> Int {
    let start = j * stride[i] - padding[i]
    if countsPadding { return min(start + kernel[i], size + padding[i]) - start }
    return elements(j, i, size: size).count
  }
}

extension Tensor {
  /// Refuses an image that has a size of 0 beside the batch, or too few or too many dimensions.
  final func checkImage(at site: CallSite) {
    let isImage = dim == 3 ? numel != 0 : dim == 4 && !shape.dropFirst().contains(0)
    if !isImage {
      fail("Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:\(sizes)", at: site)
    }
  }

  /// The same for a volume.
  final func checkVolume(_ name: String, at site: CallSite) {
    if dim != 4 && dim != 5 { fail("non-empty 4D or 5D (batch mode) tensor expected for input", at: site) }
    checkNonEmpty(name, from: dim - 4, at: site)
  }

  /// Refuses a size of 0 from a dimension on.
  final func checkNonEmpty(_ name: String, from first: Int, at site: CallSite) {
    for d in first..<dim where sizes[d] == 0 {
      fail(
        "\(name)(): Expected input to have non-zero size for non-batch dimensions, but input has sizes \(sizes) with dimension \(d) being "
          + "empty", at: site)
    }
  }

  /// Refuses a tensor that is neither a sequence of channels nor a batch of them.
  final func checkSequence(_ name: String, at site: CallSite) {
    if dim < 2 || dim > 3 {
      fail(
        "Expected 2 to 3 dimensions, but got \(dim)-dimensional tensor for argument #1 'self' (while checking arguments for \(name))",
        at: site)
    }
  }

  /// - Parameter kernel: The name of PyTorch's loop; that for channels that are last is another one, if there is one.
  final func refuseDType(_ kernel: String, unless isKnown: Bool, hasLayouts: Bool = false, at site: CallSite) {
    if isKnown { return }
    let suffix = hasLayouts && dim > 3 && hasChannelsLast ? "_channels_last" : ""
    fail("\"\(kernel)\(suffix)\" not implemented for '\(dtype.scalarTypeName)'", at: site)
  }
}
