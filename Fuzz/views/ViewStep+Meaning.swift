extension ViewStep {
  private static let mostParts = 64

  /// What it means for a tensor of a shape, whose elements are so many.
  func meaning(for shape: [Int], count: Int) -> Meaning {
    let rank = shape.count
    switch self {
    case .select(let d, let i):
      guard rank > 0, let d = wrap(d, rank), i >= -shape[d], i < shape[d] else { return .refused }
      let place = i < 0 ? i + shape[d] : i
      return .one(shape.removing(d)) { $0.inserting(place, d) }
    case .narrow(let d, let start, let length):
      guard rank > 0, length >= 0, let d = wrap(d, rank), start >= -shape[d], start <= shape[d] else { return .refused }
      let first = start < 0 ? start + shape[d] : start
      return length <= shape[d] - first ? cut(shape, d, first..<first + length) : .refused
    case .slice(let d, let start, let end, let step):
      guard rank > 0, let d = wrap(d, rank), step > 0 else { return .refused }
      let first = bound(start ?? 0, shape[d])
      return cut(shape, d, first..<max(first, bound(end ?? shape[d], shape[d])), step)
    case .transpose(let a, let b):
      guard let a = wrap(a, rank), let b = wrap(b, rank) else { return .refused }
      if rank == 0 { return .one(shape) }
      var order = Array(shape.indices)
      order.swapAt(a, b)
      return ordered(shape, order)
    case .permute(let order):
      guard order.count == rank, let order = wrapAll(order, rank) else { return .refused }
      return ordered(shape, order)
    case .movedim(let source, let destination):
      guard source.count == destination.count, let from = wrapAll(source, rank), let to = wrapAll(destination, rank) else {
        return .refused
      }
      if rank == 0 { return .one(shape) }
      var order = shape.indices.filter { !from.contains($0) }
      for (a, b) in zip(from, to).sorted(by: { $0.1 < $1.1 }) { order.insert(a, at: b) }
      return ordered(shape, order)
    case .expand(let target): return expanded(shape, target)
    case .unsqueeze(let d):
      guard let d = wrap(d, rank + 1) else { return .refused }
      return .one(shape.inserting(1, d))
    case .squeezeAll: return .one(shape.filter { $0 != 1 })
    case .squeeze(let d):
      guard let d = wrap(d, rank) else { return .refused }
      return .one(rank > 0 && shape[d] == 1 ? shape.removing(d) : shape)
    case .squeezeSome(let dims):
      guard let dims = wrapAll(dims, rank) else { return .refused }
      return .one(shape.indices.filter { shape[$0] != 1 || !dims.contains($0) }.map { shape[$0] })
    case .flatten(let a, let b):
      guard let a = wrap(a, rank), let b = wrap(b, rank), a <= b else { return .refused }
      if rank == 0 { return .one([1]) }
      // Its joined size is the product of these, though another dimension be empty.
      guard let joined = Rearrangement(Array(shape[a...b])).count else { return .refused }
      return .one(Array(shape[..<a]) + [joined] + Array(shape[(b + 1)...]))
    case .unflatten(let d, let sizes):
      guard rank > 0, !sizes.isEmpty, let d = wrap(d, rank), let parts = sizes.inferred(shape[d]) else { return .refused }
      return .one(Array(shape[..<d]) + parts + Array(shape[(d + 1)...]))
    case .reshape(let target), .view(let target):
      return target.inferred(count).map { .one($0) } ?? .refused
    case .diagonal(let shift, let a, let b): return diagonal(shape, shift, a, b)
    case .unfold(let d, let size, let step):
      guard let d = wrap(d, rank), size >= 0, step > 0, size <= (rank == 0 ? 1 : shape[d]) else { return .refused }
      if rank == 0 { return .one([size]) { _ in [] } }
      let windows = (shape[d] - size) / step
      if windows == .max { return .refused }
      return .one(shape.replacing(d, windows + 1) + [size]) { Array($0.dropLast()).replacing(d, $0[d] * step + $0.last!) }
    case .unbind, .split, .splitLengths, .chunk, .tensorSplit, .tensorSplitAt: return parts(of: shape)
    case .flip(let dims):
      guard let dims = wrapAll(dims, rank) else { return .refused }
      return .one(shape) { $0.enumerated().map { d, i in dims.contains(d) ? shape[d] - 1 - i : i } }
    case .roll(let shifts, let dims): return rolled(shape, count, shifts, dims)
    case .rot90(let k, let dims):
      guard dims.count == 2, rank >= 2, let planes = wrapAll(dims, rank) else { return .refused }
      return turned(shape, k & 3, planes[0], planes[1])
    case .contiguous, .clone: return .one(shape)
    case .reversed: return ordered(shape, shape.indices.reversed())
    }
  }

  private func cut(_ shape: [Int], _ d: Int, _ range: Range<Int>, _ step: Int = 1) -> Meaning {
    let count = range.isEmpty ? 0 : (range.count - 1) / step + 1
    return .one(shape.replacing(d, count)) { $0.replacing(d, range.lowerBound + $0[d] * step) }
  }

  private func ordered(_ shape: [Int], _ order: [Int]) -> Meaning {
    .one(order.map { shape[$0] }) { coordinate in order.indices.map { i in coordinate[order.firstIndex(of: i)!] } }
  }

  private func expanded(_ shape: [Int], _ target: [Int]) -> Meaning {
    let lead = target.count - shape.count
    if lead < 0 { return .refused }
    var result = target
    for i in target.indices {
      let own = i < lead ? nil : shape[i - lead]
      if let own, target[i] == -1 { result[i] = own }
      if result[i] < 0 || own != nil && own != 1 && own != result[i] { return .refused }
    }
    return .one(result) { coordinate in zip(coordinate.dropFirst(lead), shape).map { $1 == 1 ? 0 : $0 } }
  }

  private func diagonal(_ shape: [Int], _ shift: Int, _ a: Int, _ b: Int) -> Meaning {
    guard let a = wrap(a, shape.count), let b = wrap(b, shape.count), a != b else { return .refused }
    let count = shift >= 0 ? min(shape[a], shape[b] - shift) : min(shape[a] + shift, shape[b])
    let rest = shape.indices.filter { $0 != a && $0 != b }
    return .one(rest.map { shape[$0] } + [max(count, 0)]) { coordinate in
      var source = shape
      for (i, d) in rest.enumerated() { source[d] = coordinate[i] }
      source[a] = coordinate.last! + (shift < 0 ? -shift : 0)
      source[b] = coordinate.last! + (shift > 0 ? shift : 0)
      return source
    }
  }

  private func parts(of shape: [Int]) -> Meaning {
    if shape.isEmpty { return .refused }
    let (d, ranges): (Int, [Range<Int>]?)
    switch self {
    case .unbind(let dim):
      guard let dim = wrap(dim, shape.count) else { return .refused }
      if shape[dim] > Self.mostParts { return .skipped }
      return .shown((0..<shape[dim]).map { i in Rearrangement(shape.removing(dim)) { $0.inserting(i, dim) } })
    case .split(let size, let dim):
      guard let dim = wrap(dim, shape.count), size >= 0, size > 0 || shape[dim] == 0 else { return .refused }
      (d, ranges) = (dim, evenly(shape[dim], by: size))
    case .splitLengths(let lengths, let dim):
      guard let dim = wrap(dim, shape.count), !lengths.contains(where: { $0 < 0 }) else { return .refused }
      var (rest, found) = (shape[dim], [Range<Int>]())
      for length in lengths {
        if length > rest { return .refused }
        found.append(shape[dim] - rest..<shape[dim] - rest + length)
        rest -= length
      }
      if rest > 0 { return .refused }
      (d, ranges) = (dim, found)
    case .chunk(let count, let dim):
      guard let dim = wrap(dim, shape.count), count > 0 else { return .refused }
      if shape[dim] == 0 {
        if count > Self.mostParts { return .skipped }
        (d, ranges) = (dim, Array(repeating: 0..<0, count: count))
      } else {
        (d, ranges) = (dim, evenly(shape[dim], by: (shape[dim] - 1) / count + 1))
      }
    case .tensorSplit(let count, let dim):
      guard let dim = wrap(dim, shape.count), count > 0 else { return .refused }
      if count > Self.mostParts { return .skipped }
      let (size, larger) = shape[dim].quotientAndRemainder(dividingBy: count)
      (d, ranges) = (dim, (0..<count).map { i in i * size + min(i, larger)..<(i + 1) * size + min(i + 1, larger) })
    case .tensorSplitAt(let places, let dim):
      guard let dim = wrap(dim, shape.count) else { return .refused }
      let size = shape[dim]
      ranges = zip([0] + places, places + [size]).map { start, end in bound(start, size)..<max(bound(start, size), bound(end, size)) }
      d = dim
    default: return .refused
    }
    guard let ranges else { return .skipped }
    return .shown(
      ranges.map { range in Rearrangement(shape.replacing(d, range.count)) { $0.replacing(d, range.lowerBound + $0[d]) } })
  }

  private func evenly(_ total: Int, by size: Int) -> [Range<Int>]? {
    if total == 0 { return [0..<0] }
    let count = (total - 1) / size + 1
    if count > Self.mostParts { return nil }
    return (0..<count).map { i in i * size..<(i == count - 1 ? total : (i + 1) * size) }
  }

  private func rolled(_ shape: [Int], _ count: Int, _ shifts: [Int], _ dims: [Int]) -> Meaning {
    if shifts.isEmpty { return .refused }
    func back(_ i: Int, _ shift: Int, _ size: Int) -> Int {
      let place = i - shift % size
      return place < 0 ? place + size : place >= size ? place - size : place
    }
    if dims.isEmpty && shifts.count == 1 {
      return .one(shape) { coordinate in
        var flat = back(zip(coordinate, shape).reduce(0) { $0 * $1.1 + $1.0 }, shifts[0], count)
        return shape.reversed().reduce(into: []) { source, size in
          source.insert(flat % size, at: 0)
          flat /= size
        }
      }
    }
    if shifts.count != dims.count { return .refused }
    // Of no elements the dimensions are not looked at.
    if count == 0 { return .one(shape) }
    let wrapped = dims.compactMap { wrap($0, shape.count) }
    if shape.isEmpty || wrapped.count != dims.count { return .refused }
    return .one(shape) { coordinate in
      zip(shifts, wrapped).reduce(coordinate) { $0.replacing($1.1, back($0[$1.1], $1.0, shape[$1.1])) }
    }
  }

  private func turned(_ shape: [Int], _ quarters: Int, _ a: Int, _ b: Int) -> Meaning {
    var target = shape
    if quarters % 2 == 1 { target.swapAt(a, b) }
    return .one(target) { coordinate in
      var source = coordinate
      let (i, j) = (coordinate[a], coordinate[b])
      switch quarters {
      case 1: (source[a], source[b]) = (j, shape[b] - 1 - i)
      case 2: (source[a], source[b]) = (shape[a] - 1 - i, shape[b] - 1 - j)
      case 3: (source[a], source[b]) = (shape[a] - 1 - j, i)
      default: break
      }
      return source
    }
  }
}
