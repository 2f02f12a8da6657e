/// Padding by the elements inside: mirrored at the edge, or the edge itself.
enum EdgePadding {
  case reflect
  case replicate

  func gradFn(_ pairs: Int) -> String { (self == .reflect ? "ReflectionPad" : "ReplicationPad") + "\(pairs)DBackward0" }

  func kernel(_ pairs: Int) -> String { (self == .reflect ? "reflection_pad" : "replication_pad") + "\(pairs)d" }

  /// For each place of a padded dimension the place inside that it shows.
  func places(size: Int, before: Int, target: Int) -> [Int] {
    (0..<target).map { place in
      let i = place - before
      switch self {
      case .replicate: return Swift.min(Swift.max(i, 0), size - 1)
      case .reflect: return i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i
      }
    }
  }
}

extension Tensor {
  final func padded(_ kind: EdgePadding, _ padding: [Int], at site: CallSite) -> Tensor {
    let pairs = padding.count / 2
    if dtype == .bool { fail("\"\(kind.kernel(pairs))\" not implemented for 'Bool'", at: site) }
    let widths = PaddingWidths(padding, dim)
    let target = widths.target(of: sizes)
    checkEdges(kind, widths, target, pairs, at: site)
    let output = Tensor.empty(target, dtype, device)
    if !isMeta {
      let source = noGrad { contiguous() }
      let map = EdgeMap(kind, sizes, target, widths, pairs)
      switch dtype.byteCount {
      case 8: map.spread(source.bytes, to: output.bytes, as: UInt64.self)
      case 4: map.spread(source.bytes, to: output.bytes, as: UInt32.self)
      case 2: map.spread(source.bytes, to: output.bytes, as: UInt16.self)
      default: map.spread(source.bytes, to: output.bytes, as: UInt8.self)
      }
    }
    let format = suggestedMemoryFormat
    let laidOut = format == .contiguous ? output : output.cloned(strides: format.strides(of: target, like: self, at: site))
    return laidOut.recorded(kind.gradFn(pairs), inputs: [self], saving: [self]) { s, g in [g.gathered(kind, padding, for: s[0])] }
  }

  /// The gradient of a tensor that was padded: the sum, at each of its places, over the padded places that show it. As in PyTorch it
  /// counts as computed from the tensor too, to which a gradient of zeros goes.
  private final func gathered(_ kind: EdgePadding, _ padding: [Int], for input: Tensor) -> Tensor {
    let (pairs, sizes) = (padding.count / 2, input.sizes)
    let output = newZeros(sizes.array)
    if !isMeta {
      let source = noGrad { contiguous() }
      let map = EdgeMap(kind, sizes, self.sizes, PaddingWidths(padding, dim), pairs)
      switch dtype {
      case .float64: map.gather(source.bytes, to: output.bytes, as: Double.self)
      case .float32: map.gather(source.bytes, to: output.bytes, as: Float.self)
      default:
        let (wide, sums) = (source.converted(to: .float32), Tensor.zeros(sizes.array))
        map.gather(wide.bytes, to: sums.bytes, as: Float.self)
        output.write(sums)
      }
    }
    let site = CallSite(#filePath, #line)
    return output.recorded(String(kind.gradFn(pairs).dropLast()) + "Backward0", inputs: [self, input]) { s, gg in
      [s.needs(0) ? gg.padded(kind, padding, at: site) : nil, s.needs(1) ? Tensor.zerosLike(gg) : nil]
    }
  }

  private final func checkEdges(
    _ kind: EdgePadding, _ widths: PaddingWidths, _ target: Dimensions, _ pairs: Int, at site: CallSite
  ) {
    let first = dim - pairs
    let isBatched = dim == pairs + 2
    for d in (isBatched ? 1 : 0)..<dim where sizes[d] == 0 {
      fail(
        "Expected \(pairs + 1)D or \(pairs + 2)D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "
          + "but got: \(sizes)", at: site)
    }
    if kind == .reflect {
      for d in (first..<dim).reversed() where widths.before[d] >= sizes[d] || widths.after[d] >= sizes[d] {
        fail(
          "Argument #\(2 * (dim - d) + 2): Padding size should be less than the corresponding input dimension, but got: padding "
            + "(\(widths.before[d]), \(widths.after[d])) at dimension \(d) of input \(sizes)", at: site)
      }
    }
    if (first..<dim).contains(where: { target[$0] < 1 }) {
      let names = ["W", "H", "D"]
      func list(_ sizes: Dimensions, _ separator: String) -> String {
        (first..<dim).map { "\(names[dim - 1 - $0]): \(sizes[$0])" }.joined(separator: separator)
      }
      fail(
        pairs == 1
          ? "input (\(list(sizes, ""))) is too small. Calculated output \(list(target, ""))"
          : "Calculated output \(list(target, " ")) must be >= 1 in every dimension (input \(list(sizes, ", ")))", at: site)
    }
  }
}

/// From the places of a padded row-major tensor to those of the tensor inside.
private struct EdgeMap {
  /// The tensors' volumes over the padded dimensions, how many of them there are, and the lengths of their rows.
  private let blocks: Int
  private let innerRow: Int
  private let outerRow: Int
  private let innerRows: Int
  /// For each row of the padded volume the row inside that it shows.
  private var rows: [Int] = [0]
  private let columns: [Int]
  /// The columns that are the same in both, in a stretch.
  private let middle: Range<Int>
  private let shift: Int

  init(_ kind: EdgePadding, _ sizes: Dimensions, _ target: Dimensions, _ widths: PaddingWidths, _ pairs: Int) {
    let first = sizes.count - pairs
    let last = sizes.count - 1
    blocks = (0..<first).reduce(1) { $0 * sizes[$1] }
    for d in first..<last {
      let places = kind.places(size: sizes[d], before: widths.before[d], target: target[d])
      rows = rows.flatMap { row in places.map { row * sizes[d] + $0 } }
    }
    innerRows = (first..<last).reduce(1) { $0 * sizes[$1] }
    (innerRow, outerRow) = (sizes[last], target[last])
    columns = kind.places(size: sizes[last], before: widths.before[last], target: target[last])
    shift = widths.before[last]
    let start = Swift.min(Swift.max(shift, 0), outerRow)
    middle = start..<Swift.max(start, Swift.min(outerRow, shift + innerRow))
  }

  private func forEachRow(_ body: (_ inner: Int, _ outer: Int) -> Void) {
    let rowCount = rows.count
    Parallel.run(count: blocks, grain: Swift.max(1, Parallel.grain / Swift.max(1, rowCount * outerRow))) { range in
      for block in range {
        for (i, row) in rows.enumerated() {
          body((block * innerRows + row) * innerRow, (block * rowCount + i) * outerRow)
        }
      }
    }
  }

  func spread<Element: BitwiseCopyable>(_ source: UnsafeRawPointer, to output: UnsafeMutableRawPointer, as type: Element.Type) {
    let (inside, padded) = (source.assumingMemoryBound(to: Element.self), output.assumingMemoryBound(to: Element.self))
    forEachRow { inner, outer in
      let (from, to) = (inside + inner, padded + outer)
      for i in 0..<middle.lowerBound { to[i] = from[columns[i]] }
      (to + middle.lowerBound).update(from: from + middle.lowerBound - shift, count: middle.count)
      for i in middle.upperBound..<outerRow { to[i] = from[columns[i]] }
    }
  }

  func gather<Element: FloatingPoint>(_ source: UnsafeRawPointer, to output: UnsafeMutableRawPointer, as type: Element.Type) {
    let (padded, sums) = (source.assumingMemoryBound(to: Element.self), output.assumingMemoryBound(to: Element.self))
    forEachRow { inner, outer in
      let (from, to) = (padded + outer, sums + inner)
      for i in 0..<outerRow { to[columns[i]] += from[i] }
    }
  }
}
