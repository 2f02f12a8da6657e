import Autograd

/// A program on tensors without data, whose sizes may be of any magnitude: counting with them must end in a shape or in a refusal.
struct ShapeProgram {
  var bytes: ByteReader
  var tensors: [Tensor] = []

  init(_ bytes: ByteReader) { self.bytes = bytes }

  mutating func run() {
    var shape: [Int] = []
    for _ in 0..<bytes.below(5) { shape.append(bytes.flag() ? bytes.below(4) : bytes.extreme(near: bytes.below(8))) }
    tell("without data: \(shape)")
    guard let start = attempt({ Tensor.empty(shape, device: .meta) }) else { return }
    tensors.append(start)
    for _ in 0..<10 where !bytes.isAtEnd {
      let x = tensors[bytes.once(in: 4) ? bytes.below(tensors.count) : tensors.count - 1]
      switch bytes.below(8) {
      case 0: asStrided(x)
      case 1: read(x)
      default: view(x)
      }
    }
  }

  private mutating func keep(_ tensor: Tensor) {
    if tensor.dim > 9 { return }
    var count = 1
    for size in tensor.shape {
      if size < 0 { finding("a size is negative: \(tensor.shape)") }
      count = count.multipliedReportingOverflow(by: size).partialValue
    }
    if count != tensor.numel { finding("\(tensor.shape) has \(tensor.numel) elements") }
    if tensors.count == 8 { tensors.removeFirst() }
    tensors.append(tensor)
  }

  private mutating func view(_ x: Tensor) {
    let step = ViewStep(&bytes, of: x.shape, count: x.numel)
    let choice = bytes.byte()
    tell("\(x.shape) \(x.strides): \(step)")
    let meaning = step.meaning(for: x.shape, count: x.numel)
    if case .skipped = meaning { return }
    guard let results = attempt({ step.apply(to: x) }) else {
      if case .shown(let parts) = meaning, !step.needsView, !refusal.contains("overflow") {
        finding("\(step) of \(x.shape) was refused: \(refusal); it means \(parts.map(\.shape))")
      }
      return
    }
    guard case .shown(let parts) = meaning else { finding("\(step) of \(x.shape) was not refused") }
    if parts.contains(where: { $0.count == nil }) { finding("\(step) of \(x.shape) has more elements than an Int counts") }
    if results.map(\.shape) != parts.map(\.shape) {
      finding("\(step) of \(x.shape) gave \(results.map(\.shape)), not \(parts.map(\.shape))")
    }
    if let result = results.isEmpty ? nil : results[choice % results.count] { keep(result) }
  }

  private mutating func asStrided(_ x: Tensor) {
    let rank = bytes.below(4)
    let (sizes, strides) = (bytes.numbers(rank, near: 4), bytes.numbers(rank, near: 4))
    let offset = bytes.optionalNumber(near: 4)
    tell("\(x.shape) \(x.strides): asStrided \(sizes) \(strides) \(offset.map(String.init) ?? "nil")")
    guard let result = attempt({ x.asStrided(sizes, strides, offset: offset) }) else { return }
    if result.shape != sizes { finding("asStrided \(sizes) gave \(result.shape)") }
    keep(result)
  }

  /// Integers, ranges and new axes.
  private mutating func read(_ x: Tensor) {
    let brackets = Subscript.brackets(&bytes, of: x.shape).filter { $0.isBasic }
    tell("\(x.shape) \(x.strides): reads \(brackets)")
    let indices = brackets.map(\.index)
    if let result = attempt({ x[indices: indices] as Tensor }) { keep(result) }
  }
}

extension Subscript {
  fileprivate var isBasic: Bool {
    switch self {
    case .integer, .range, .through, .ellipsis, .newAxis: true
    default: false
    }
  }
}
