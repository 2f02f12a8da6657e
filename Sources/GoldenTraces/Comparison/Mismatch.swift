/// What was expected and what was got in its place, each shortened to what tells them apart.
public struct Mismatch: Equatable, Sendable {
  /// PyTorch's.
  public var expected: String
  /// The library's.
  public var got: String

  /// A difference.
  public init(expected: String, got: String) {
    self.expected = expected
    self.got = got
  }
}

extension Mismatch {
  /// Short enough for a report: of two long texts, the part around the first difference.
  var shortened: Mismatch {
    let most = 300
    guard max(expected.count, got.count) > most else { return self }
    let common = zip(expected, got).prefix { $0 == $1 }.count
    func part(_ text: String) -> String {
      let skipped = max(0, common - most / 3)
      let rest = text.dropFirst(skipped)
      return (skipped > 0 ? "… " : "") + rest.prefix(most) + (rest.count > most ? " …" : "")
    }
    return Mismatch(expected: part(expected), got: part(got))
  }
}

extension TensorLiteral {
  /// The first thing in which `actual` differs from this tensor: dtype, shape, strides where these are written down, or a number
  /// beyond the tolerance of the dtype. Nil if it passes.
  public func mismatch(with actual: TensorLiteral) -> Mismatch? {
    guard dtype == actual.dtype else { return Mismatch(expected: "dtype \(dtype)", got: "dtype \(actual.dtype)") }
    guard shape == actual.shape else { return Mismatch(expected: "shape \(shape)", got: "shape \(actual.shape)") }
    if let strides, strides != actual.strides {
      return Mismatch(expected: "strides \(strides)", got: actual.strides.map { "strides \($0)" } ?? "contiguous strides")
    }
    switch (rowMajorElements, actual.rowMajorElements) {
    case (.floats(let expected), .floats(let got)):
      let tolerance = Tolerance(dtype: dtype)
      return difference(expected, got) { tolerance.accepts($1, for: $0) }
    case (.integers(let expected), .integers(let got)): return difference(expected, got, by: ==)
    case (.bools(let expected), .bools(let got)): return difference(expected, got, by: ==)
    case (let expected, let got): return Mismatch(expected: kind(of: expected), got: kind(of: got))
    }
  }

  private func difference<Number>(_ expected: [Number], _ got: [Number], by accepts: (Number, Number) -> Bool) -> Mismatch? {
    guard expected.count == got.count else {
      return Mismatch(expected: "\(expected.count) elements", got: "\(got.count) elements")
    }
    let places = expected.indices.filter { !accepts(expected[$0], got[$0]) }
    guard let first = places.first else { return nil }
    return Mismatch(
      expected: "\(expected[first]) at \(index(of: first))",
      got: "\(got[first]) (\(places.count) of \(expected.count) elements differ)")
  }

  /// The index in each dimension of an element counted in row-major order.
  private func index(of position: Int) -> [Int] {
    var rest = position
    var index: [Int] = []
    for size in shape.reversed() {
      index.append(rest % size)
      rest /= size
    }
    return index.reversed()
  }

  private func kind(of elements: Elements) -> String {
    switch elements {
    case .floats: "floating-point elements"
    case .integers: "whole elements"
    case .bools: "bool elements"
    }
  }
}

extension JSON {
  /// Compares two plain values: a text, null, a list and a shape exactly.
  func mismatch(with actual: JSON) -> Mismatch? {
    self == actual ? nil : Mismatch(expected: description, got: actual.description)
  }

  /// Compares two numbers that are no tensors: whole numbers and bools exactly, others with the tolerance of float64. A whole
  /// number does not pass for a floating-point one.
  func scalarMismatch(with actual: JSON) -> Mismatch? {
    if case .float(let got) = actual, !isWholeOrBool, let expected = try? floatingPoint("") {
      if Tolerance(dtype: "float64").accepts(got, for: expected) { return nil }
    }
    return mismatch(with: actual)
  }

  private var isWholeOrBool: Bool {
    switch self {
    case .integer, .bool: true
    default: false
    }
  }
}
