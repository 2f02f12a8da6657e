/// A tensor as a plain list of the places in memory that it shows: what views and indices mean, written without strides.
public struct ShownPlaces {
  /// The sizes of the dimensions.
  public var shape: [Int]
  /// The place of each element, in row-major order.
  public var positions: [Int]

  /// The places 0, 1, ... in row-major order.
  public init(shape: [Int]) {
    self.shape = shape
    positions = Array(0..<shape.reduce(1, *))
  }

  /// Given places.
  public init(shape: [Int], positions: [Int]) {
    self.shape = shape
    self.positions = positions
  }

  /// The coordinates of a shape in row-major order.
  public static func coordinates(_ shape: [Int]) -> [[Int]] {
    if shape.contains(0) { return [] }
    return shape.reduce([[]]) { rows, size in rows.flatMap { row in (0..<size).map { row + [$0] } } }
  }

  /// Another shape, whose coordinates say where they come from.
  public mutating func take(_ newShape: [Int], _ source: ([Int]) -> [Int]) {
    self = taking(newShape, source)
  }

  /// The same under another shape, whose coordinates say where they come from.
  public func taking(_ newShape: [Int], _ source: ([Int]) -> [Int]) -> ShownPlaces {
    let places = Self.coordinates(newShape).map { positions[place(source($0), in: shape)] }
    return ShownPlaces(shape: newShape, positions: places)
  }

  /// Whether these places, taken in order, can be shown under a shape with one step for each dimension: when a `view` needs no copy.
  public func isAffine(in shape: [Int]) -> Bool {
    guard let first = positions.first else { return true }
    var (steps, width) = (shape, 1)
    for d in shape.indices.reversed() {
      steps[d] = shape[d] > 1 ? positions[width] - first : 0
      width *= shape[d]
    }
    return zip(Self.coordinates(shape), positions).allSatisfy { coordinate, position in
      position == zip(coordinate, steps).reduce(first) { $0 + $1.0 * $1.1 }
    }
  }

  /// Whether some dimension shows the same places again and again, as an expanded one does.
  public var isRepeated: Bool {
    if positions.isEmpty { return false }
    var width = positions.count
    return shape.contains { size in
      width /= size
      return size > 1 && positions[width] == positions[0]
    }
  }

  /// What tensors of indices, which broadcast together and lie within their dimensions, pick, as NumPy defines it.
  public mutating func pick(_ picks: [Pick]) {
    let common = Pick.commonShape(picks)!
    let rank = common.count
    let dims = picks.map(\.dim)
    let isAdjacent = dims.last! - dims[0] == dims.count - 1
    let before = isAdjacent ? Array(0..<dims[0]) : []
    let after = shape.indices.filter { !dims.contains($0) && !before.contains($0) }
    let own = shape
    take(before.map { own[$0] } + common + after.map { own[$0] }) { coordinate in
      var source = Array(repeating: 0, count: own.count)
      for (i, d) in before.enumerated() { source[d] = coordinate[i] }
      for (i, d) in after.enumerated() { source[d] = coordinate[before.count + rank + i] }
      let index = coordinate[before.count..<before.count + rank]
      for pick in picks {
        let value = pick.value(at: index)
        source[pick.dim] = value < 0 ? value + own[pick.dim] : value
      }
      return source
    }
  }

  /// A tensor of indices for one dimension.
  public struct Pick {
    /// The dimension.
    public var dim: Int
    /// The tensor's shape.
    public var shape: [Int]
    /// Its elements in row-major order; negative ones count from the end.
    public var values: [Int]

    /// A tensor of this shape with these elements.
    public init(dim: Int, shape: [Int], values: [Int]) {
      (self.dim, self.shape, self.values) = (dim, shape, values)
    }

    /// The shape that all broadcast to; nil if there is none.
    public static func commonShape(_ picks: [Pick]) -> [Int]? {
      var common = Array(repeating: 1, count: picks.map(\.shape.count).max()!)
      for pick in picks {
        let lead = common.count - pick.shape.count
        for (d, size) in pick.shape.enumerated() where size != 1 {
          if common[lead + d] != 1 && common[lead + d] != size { return nil }
          common[lead + d] = size
        }
      }
      return common
    }

    fileprivate func value(at index: ArraySlice<Int>) -> Int {
      values[place(zip(index.suffix(shape.count), shape).map { $1 == 1 ? 0 : $0 }, in: shape)]
    }
  }
}

/// The place of a coordinate in a shape's row-major order.
private func place(_ coordinate: [Int], in shape: [Int]) -> Int { zip(coordinate, shape).reduce(0) { $0 * $1.1 + $1.0 } }
