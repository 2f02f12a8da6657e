/// The places of a strided tensor's elements in row-major order, from any element on.
struct RowMajorWalk {
  private let sizes: Dimensions
  private let strides: Dimensions
  private var index: Dimensions
  /// Where the walk stands, in elements from where it would begin.
  private(set) var place = 0

  /// - Parameter number: The element to begin with, counted in row-major order.
  init(_ sizes: Dimensions, _ strides: Dimensions, from number: Int) {
    self.sizes = sizes
    self.strides = strides
    index = Dimensions(repeating: 0, count: sizes.count)
    var rest = number
    var d = sizes.count - 1
    while d >= 0 && rest > 0 {
      index[d] = rest % sizes[d]
      rest /= sizes[d]
      place &+= index[d] &* strides[d]
      d -= 1
    }
  }

  mutating func advance() {
    var d = sizes.count - 1
    while d >= 0 {
      index[d] += 1
      place &+= strides[d]
      if index[d] < sizes[d] { return }
      place &-= strides[d] &* sizes[d]
      index[d] = 0
      d -= 1
    }
  }
}

extension Dimensions {
  /// Without the last one.
  var dropLast: Dimensions { removing(at: count - 1) }

  func removing(at d: Int) -> Dimensions {
    var result = self
    result.remove(at: d)
    return result
  }

  func replacing(_ d: Int, with size: Int) -> Dimensions {
    var result = self
    result[d] = size
    return result
  }
}
