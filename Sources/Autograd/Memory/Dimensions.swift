/// The sizes or strides of a tensor, held in place up to six dimensions, so that a tensor's shape costs no allocation.
struct Dimensions: Sendable {
  static let inlineCapacity = 6

  private(set) var count: Int
  private var inline: InlineArray<6, Int>
  /// All of the values, when there are more than fit in place.
  private var spilled: ContiguousArray<Int>?

  @inline(__always)
  init() {
    count = 0
    inline = InlineArray(repeating: 0)
    spilled = nil
  }

  @inline(__always)
  init(repeating value: Int, count: Int) {
    self.count = count
    inline = InlineArray(repeating: value)
    spilled = count > Self.inlineCapacity ? ContiguousArray(repeating: value, count: count) : nil
  }

  init(_ values: some Collection<Int>) {
    self.init(repeating: 0, count: values.count)
    var i = 0
    for value in values {
      self[i] = value
      i += 1
    }
  }

  @inline(__always)
  subscript(i: Int) -> Int {
    get { count <= Self.inlineCapacity ? inline[unchecked: i] : spilled.unsafelyUnwrapped[i] }
    set {
      if count <= Self.inlineCapacity {
        inline[unchecked: i] = newValue
      } else {
        spilled![i] = newValue
      }
    }
  }

  var array: [Int] { (0..<count).map { self[$0] } }

  var indices: Range<Int> { 0..<count }

  var product: Int {
    var p = 1
    for i in 0..<count { p *= self[i] }
    return p
  }

  mutating func append(_ value: Int) { insert(value, at: count) }

  mutating func insert(_ value: Int, at index: Int) {
    var result = Dimensions(repeating: 0, count: count + 1)
    for i in 0..<index { result[i] = self[i] }
    result[index] = value
    for i in index..<count { result[i + 1] = self[i] }
    self = result
  }

  mutating func remove(at index: Int) {
    var result = Dimensions(repeating: 0, count: count - 1)
    for i in 0..<index { result[i] = self[i] }
    for i in index + 1..<count { result[i - 1] = self[i] }
    self = result
  }

  mutating func swapAt(_ i: Int, _ j: Int) {
    let value = self[i]
    self[i] = self[j]
    self[j] = value
  }

  /// The strides of a row-major layout of these sizes, in elements.
  @inline(__always)
  var contiguousStrides: Dimensions {
    var strides = self
    var step = 1
    var i = count - 1
    while i >= 0 {
      strides[i] = step
      step *= max(self[i], 1)
      i -= 1
    }
    return strides
  }
}

extension Dimensions: Equatable {
  @inline(__always)
  static func == (a: Dimensions, b: Dimensions) -> Bool {
    if a.count != b.count { return false }
    for i in 0..<a.count where a[i] != b[i] { return false }
    return true
  }
}

extension Dimensions: CustomStringConvertible {
  /// As PyTorch writes sizes in its messages: `[2, 3]`.
  var description: String { array.description }
}

extension Dimensions: ExpressibleByArrayLiteral {
  init(arrayLiteral elements: Int...) { self.init(elements) }
}
