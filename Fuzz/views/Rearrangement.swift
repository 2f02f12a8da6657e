/// Where a view's elements come from: a shape, and for each of its coordinates one of the shape before. Without the latter the elements
/// keep their row-major order.
struct Rearrangement {
  var shape: [Int]
  var source: (([Int]) -> [Int])?

  init(_ shape: [Int], _ source: (([Int]) -> [Int])? = nil) {
    self.shape = shape
    self.source = source
  }

  /// How many elements; nil if that is no Int.
  var count: Int? {
    if shape.contains(0) { return 0 }
    var count = 1
    for size in shape {
      let (next, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      count = next
    }
    return count
  }
}

/// What a step means by PyTorch's pages.
enum Meaning {
  case refused
  case shown([Rearrangement])
  /// Too many tensors to be tried.
  case skipped

  static func one(_ shape: [Int], _ source: (([Int]) -> [Int])? = nil) -> Meaning { .shown([Rearrangement(shape, source)]) }
}

/// A dimension counted from the front; nil if there is none such. A number without dimensions counts as having one.
func wrap(_ d: Int, _ rank: Int) -> Int? {
  let range = max(rank, 1)
  return d >= -range && d < range ? (d < 0 ? d + range : d) : nil
}

/// The same, all of them different; nil if not.
func wrapAll(_ dims: [Int], _ rank: Int) -> [Int]? {
  let wrapped = dims.compactMap { wrap($0, rank) }
  return wrapped.count == dims.count && Set(wrapped).count == dims.count ? wrapped : nil
}

/// Where a bound of a Python slice lies in a dimension.
func bound(_ i: Int, _ size: Int) -> Int { min(max(i < 0 ? i + size : i, 0), size) }

extension [Int] {
  func replacing(_ d: Int, _ value: Int) -> [Int] {
    var copy = self
    copy[d] = value
    return copy
  }

  func removing(_ d: Int) -> [Int] {
    var copy = self
    copy.remove(at: d)
    return copy
  }

  func inserting(_ value: Int, _ d: Int) -> [Int] {
    var copy = self
    copy.insert(value, at: d)
    return copy
  }

  /// Sizes for so many elements with their -1 worked out; nil if they do not fit.
  func inferred(_ count: Int) -> [Int]? {
    if contains(where: { $0 < -1 }) || self.count(where: { $0 == -1 }) > 1 { return nil }
    var known = 1
    for size in self where size != -1 {
      let (next, overflow) = known.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      known = next
    }
    guard let unknown = firstIndex(of: -1) else { return known == count ? self : nil }
    return known != 0 && count % known == 0 ? replacing(unknown, count / known) : nil
  }
}
