/// What stands around a padded tensor: PyTorch's `mode` of `nn.functional.pad`.
public enum PaddingMode: String, Hashable, Sendable {
  /// One number.
  case constant
  /// The elements inside, mirrored at the edge, which is not repeated.
  case reflect
  /// The nearest element.
  case replicate
  /// The elements of the other end.
  case circular

  /// By PyTorch's name, which is the case's. Another one traps with PyTorch's text.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    guard let mode = PaddingMode(rawValue: name) else { fail("Unrecognised padding mode \(name)", at: CallSite(file, line)) }
    self = mode
  }
}

extension Tensor {
  /// With more places at both ends of some dimensions, or fewer where a width is negative: PyTorch's `nn.functional.pad`.
  ///
  ///     Tensor([[1, 2]]).pad([1, 0])  // tensor([[0, 1, 2]])
  ///
  /// - Parameters:
  ///   - padding: The widths before and after, a pair for each dimension, the last dimension first. All modes but `.constant` take one to
  ///     three pairs, of a tensor with one or two dimensions more than that.
  ///   - mode: What stands in the new places.
  ///   - value: What `.constant` fills with; 0 if left out.
  public final func pad(
    _ padding: [Int], mode: PaddingMode = .constant, value: Scalar? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if padding.count % 2 != 0 { fail("Padding length must be divisible by 2", at: site) }
    if padding.count > 2 * dim {
      fail(
        "Padding length should be less than or equal to two times the input dimension but got padding length \(padding.count) and input "
          + "of dimension \(dim)", at: site)
    }
    if mode == .constant { return constantPadNd(padding, value: value ?? 0, file: file, line: line) }
    if let value, value.double != 0 {
      fail("Padding mode \"\(mode.rawValue)\" doesn't take in value argument", at: site)
    }
    let pairs = padding.count / 2
    if !(1...3).contains(pairs) || !(pairs + 1...pairs + 2).contains(dim) {
      fail("Padding size \(padding.count) is not supported for \(dim)D input tensor.", at: site)
    }
    switch mode {
    case .circular: return paddedCircularly(padding, at: site)
    case .replicate: return padded(.replicate, padding, at: site)
    default: return padded(.reflect, padding, at: site)
    }
  }

  /// With one number around it: PyTorch's `constant_pad_nd`, which `pad` is without a mode.
  public final func constantPadNd(
    _ padding: [Int], value: Scalar = 0, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if padding.count % 2 != 0 { fail("Length of pad must be even but instead it equals \(padding.count)", at: site) }
    if padding.count > 2 * dim {
      fail(
        "Length of pad should be no more than twice the number of dimensions of the input. Pad length is \(padding.count)while the input "
          + "has \(dim)dimensions.", at: site)
    }
    let widths = PaddingWidths(padding, dim)
    let target = widths.target(of: sizes)
    for d in sizes.indices where sizes[d] + Swift.min(widths.before[d], 0) + Swift.min(widths.after[d], 0) < 0 {
      fail("narrow(): length must be non-negative.", at: site)
    }
    for d in sizes.indices where target[d] < 0 {
      fail(
        "The input size \(sizes[d]), plus negative padding \(widths.before[d]) and \(widths.after[d]) resulted in a negative output size, "
          + "which is invalid. Check dimension \(d) of your input.", at: site)
    }
    let fill = value.checked(for: dtype, at: site)
    let output = fresh(target)
    if target != sizes || padding.contains(where: { $0 > 0 }) { output.write(Tensor(number: fill)) }
    let (inner, outer) = noGrad { (kept(widths.cropping), output.kept(widths.growing)) }
    outer.write(inner)
    return output.recorded("ConstantPadNdBackward0", inputs: [self]) { _, g in [g.constantPadNd(padding.map { -$0 })] }
  }

  /// Without the given widths at both ends of each dimension.
  private final func kept(_ widths: PaddingWidths) -> Tensor {
    var (sizes, start) = (sizes, offset)
    for d in sizes.indices {
      sizes[d] -= widths.before[d] + widths.after[d]
      start += widths.before[d] * steps[d]
    }
    return alias(sizes: sizes, strides: steps, offset: start)
  }

  /// The middle is this tensor, written first; then each dimension's ends are written with what already stands at the other one.
  private final func paddedCircularly(_ padding: [Int], at site: CallSite) -> Tensor {
    let widths = PaddingWidths(padding, dim)
    let target = widths.target(of: sizes)
    for d in dim - padding.count / 2..<dim {
      if widths.before[d] > sizes[d] || widths.after[d] > sizes[d] {
        fail("Padding value causes wrapping around more than once.", at: site)
      }
      if target[d] < 0 { fail("Negative padding value is resulting in an empty dimension", at: site) }
    }
    let output = newEmpty(target.array)
    var (middle, source) = (output, self)
    for d in dim - padding.count / 2..<dim {
      let (before, after) = (widths.before[d], widths.after[d])
      middle = middle.slice(dim: d, start: Swift.max(before, 0), end: target[d] - Swift.max(after, 0))
      source = source.slice(dim: d, start: Swift.max(-before, 0), end: sizes[d] - Swift.max(-after, 0))
    }
    middle.copy_(source)
    for d in (dim - padding.count / 2..<dim).reversed() {
      let (before, after) = (widths.before[d], widths.after[d])
      let end = target[d] - Swift.max(after, 0)
      if before > 0 { output.slice(dim: d, end: before).copy_(output.slice(dim: d, start: end - before, end: end)) }
      if after > 0 {
        let start = Swift.max(before, 0)
        output.slice(dim: d, start: end).copy_(output.slice(dim: d, start: start, end: start + after))
      }
    }
    return output
  }
}

/// How many places are added before and after each dimension of a tensor.
struct PaddingWidths {
  private(set) var before: Dimensions
  private(set) var after: Dimensions

  /// - Parameter padding: Pairs, the last dimension's first.
  init(_ padding: [Int], _ dim: Int) {
    before = Dimensions(repeating: 0, count: dim)
    after = before
    for pair in 0..<padding.count / 2 {
      before[dim - 1 - pair] = padding[2 * pair]
      after[dim - 1 - pair] = padding[2 * pair + 1]
    }
  }

  func target(of sizes: Dimensions) -> Dimensions {
    var result = sizes
    for d in sizes.indices { result[d] &+= before[d] &+ after[d] }
    return result
  }

  /// What is cut from the input.
  var cropping: PaddingWidths { mapped { Swift.max(-$0, 0) } }

  /// What is added around it.
  var growing: PaddingWidths { mapped { Swift.max($0, 0) } }

  private func mapped(_ width: (Int) -> Int) -> PaddingWidths {
    var result = self
    for d in before.indices {
      result.before[d] = width(before[d])
      result.after[d] = width(after[d])
    }
    return result
  }
}
