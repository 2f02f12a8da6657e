import Synchronization

/// The sizes or strides of a tensor: plain bits, so that a tensor's shape costs neither an allocation nor reference counting.
///
/// Up to six values lie in place. More lie in a table that all share and that keeps every list it was ever given: such shapes are rare,
/// and a program has few of them.
package struct Dimensions: Sendable, BitwiseCopyable {
  static let inlineCapacity = 6

  private(set) var count: Int
  /// The values, or the address of them in the first place.
  private var inline: InlineArray<6, Int>

  @inline(__always)
  init() {
    count = 0
    inline = InlineArray(repeating: 0)
  }

  @inline(__always)
  init(repeating value: Int, count: Int) {
    self.count = count
    inline = InlineArray(repeating: value)
    if count > Self.inlineCapacity { spill(Array(repeating: value, count: count)) }
  }

  /// Two, as a matrix has: a literal would make an array first.
  @inline(__always)
  init(_ first: Int, _ second: Int) {
    count = 2
    inline = InlineArray(repeating: 0)
    inline[unchecked: 0] = first
    inline[unchecked: 1] = second
  }

  package init(_ values: some Collection<Int>) {
    count = values.count
    inline = InlineArray(repeating: 0)
    if count > Self.inlineCapacity {
      spill(Array(values))
      return
    }
    var i = 0
    for value in values {
      inline[unchecked: i] = value
      i += 1
    }
  }

  @inline(__always)
  subscript(i: Int) -> Int {
    get { count <= Self.inlineCapacity ? inline[unchecked: i] : spilled[i] }
    set {
      if count <= Self.inlineCapacity {
        inline[unchecked: i] = newValue
      } else {
        var values = Array(spilled)
        values[i] = newValue
        spill(values)
      }
    }
  }

  package var array: [Int] {
    if count > Self.inlineCapacity { return Array(spilled) }
    return [Int](unsafeUninitializedCapacity: count) { buffer, initialized in
      for i in 0..<count { buffer.initializeElement(at: i, to: inline[unchecked: i]) }
      initialized = count
    }
  }

  @inline(__always)
  var indices: Range<Int> { 0..<count }

  /// Checked: sizes without data, and of views that repeat elements, may be of any magnitude.
  @inline(__always)
  var product: Int {
    var (product, signs) = (1, 0)
    for i in 0..<count {
      let (next, overflow) = product.multipliedReportingOverflow(by: self[i])
      if overflow { fail("numel: integer multiplication overflow") }
      (product, signs) = (next, signs | self[i])
    }
    // What `expand` was asked for. (PyTorch takes it for a huge size, which only a 0 beside it lets pass.)
    if signs < 0 { fail("numel: integer multiplication overflow") }
    return product
  }

  /// How many elements of memory lie from the first element that these strides show to the last, both included; nil if that is more than
  /// an Int holds.
  func span(_ strides: Dimensions) -> Int? {
    var span = 1
    for i in indices where self[i] == 0 { return 0 }
    for i in indices {
      let (reach, overflow) = (self[i] - 1).multipliedReportingOverflow(by: strides[i])
      let (next, nextOverflow) = span.addingReportingOverflow(reach)
      if overflow || nextOverflow { return nil }
      span = next
    }
    return span
  }

  mutating func append(_ value: Int) {
    if count < Self.inlineCapacity {
      inline[unchecked: count] = value
      count += 1
    } else {
      self = Dimensions(array + [value])
    }
  }

  mutating func insert(_ value: Int, at index: Int) {
    var values = array
    values.insert(value, at: index)
    self = Dimensions(values)
  }

  mutating func remove(at index: Int) {
    var values = array
    values.remove(at: index)
    self = Dimensions(values)
  }

  mutating func swapAt(_ i: Int, _ j: Int) {
    let value = self[i]
    self[i] = self[j]
    self[j] = value
  }

  /// The strides of a row-major layout of these sizes, in elements.
  @inline(__always)
  var contiguousStrides: Dimensions {
    if count > Self.inlineCapacity { return spilledContiguousStrides }
    var strides = self
    var step = 1
    var i = count - 1
    while i >= 0 {
      strides.inline[unchecked: i] = step
      let (next, overflow) = step.multipliedReportingOverflow(by: max(inline[unchecked: i], 1))
      // Of the first dimension nobody asks how far its end is.
      if overflow && i > 0 { fail("Stride calculation overflowed") }
      step = next
      i -= 1
    }
    return strides
  }

  // MARK: More than six

  private static let lists = Mutex<[[Int]: UInt]>([:])

  private var spilled: UnsafeBufferPointer<Int> {
    UnsafeBufferPointer(start: UnsafePointer(bitPattern: inline[unchecked: 0]), count: count)
  }

  /// Finds the list's one place in the table; nothing there is ever changed or freed.
  private mutating func spill(_ values: [Int]) {
    count = values.count
    let address = Self.lists.withLock { lists in
      if let address = lists[values] { return address }
      let place = UnsafeMutablePointer<Int>.allocate(capacity: values.count)
      place.initialize(from: values, count: values.count)
      lists[values] = UInt(bitPattern: place)
      return UInt(bitPattern: place)
    }
    inline[unchecked: 0] = Int(bitPattern: address)
  }

  private var spilledContiguousStrides: Dimensions {
    var strides = array
    var step = 1
    for i in strides.indices.reversed() {
      let size = strides[i]
      strides[i] = step
      let (next, overflow) = step.multipliedReportingOverflow(by: max(size, 1))
      if overflow && i > 0 { fail("Stride calculation overflowed") }
      step = next
    }
    return Dimensions(strides)
  }
}

extension Dimensions: Equatable {
  @inline(__always)
  package static func == (a: Dimensions, b: Dimensions) -> Bool {
    if a.count != b.count { return false }
    if a.count > inlineCapacity {
      for i in 0..<a.count where a.spilled[i] != b.spilled[i] { return false }
      return true
    }
    for i in 0..<a.count where a.inline[unchecked: i] != b.inline[unchecked: i] { return false }
    return true
  }
}

extension Dimensions: CustomStringConvertible {
  /// As PyTorch writes sizes in its messages: `[2, 3]`.
  package var description: String { array.description }
}

extension Dimensions: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: Int...) { self.init(elements) }
}
