/// Reads the dictionary in an `.npy` header: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
struct PythonLiteral {
  private let region: ByteRegion
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ region: ByteRegion) {
    self.region = region
    bytes = region.bytes
  }

  func error(_ reason: TensorFileError.Reason, _ detail: String) -> TensorFileError { region.error(reason, detail, at: position) }

  private mutating func skipSpace() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x0A { position += 1 }
  }

  private mutating func take(_ word: StaticString) -> Bool {
    skipSpace()
    let count = word.utf8CodeUnitCount
    guard bytes.count - position >= count, bytes[position..<position + count].elementsEqual("\(word)".utf8) else { return false }
    position += count
    return true
  }

  private mutating func expect(_ word: StaticString) throws(TensorFileError) {
    if !take(word) { throw error(.malformed, "the header should have \(word) here") }
  }

  /// The three members, each once, and nothing after them.
  mutating func header() throws(TensorFileError) -> (descr: String, fortranOrder: Bool, shape: [Int]) {
    var descr: String?
    var fortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let before = self
      let key = try string("a key of the header")
      try expect(":")
      switch key {
      case "descr" where descr == nil: descr = try type()
      case "fortran_order" where fortranOrder == nil: fortranOrder = try truth()
      case "shape" where shape == nil: shape = try sizes()
      case "descr", "fortran_order", "shape": throw before.error(.malformed, "the header has \(key) twice")
      default: throw before.error(.malformed, "the header has the unknown key \(shown(key))")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    if position < bytes.count { throw error(.malformed, "something follows the header's dictionary") }
    guard let descr, let fortranOrder, let shape else {
      throw region.error(.malformed, "the header needs descr, fortran_order and shape", at: 0)
    }
    return (descr, fortranOrder, shape)
  }

  private mutating func type() throws(TensorFileError) -> String {
    let before = self
    if take("[") || take("(") || take("{") {
      throw before.error(.unsupported, "the elements are structured: a tensor has one number in each place")
    }
    return try string("descr")
  }

  private mutating func truth() throws(TensorFileError) -> Bool {
    if take("True") { return true }
    try expect("False")
    return false
  }

  /// The sizes: `()`, `(3,)`, `(2, 3)`; Python 2 wrote `(2L, 3L)`.
  private mutating func sizes() throws(TensorFileError) -> [Int] {
    var sizes: [Int] = []
    var hasComma = false
    try expect("(")
    while !take(")") {
      if sizes.count == TensorPlace.maximumDimensions {
        throw error(.tooLarge, "the shape has more than \(TensorPlace.maximumDimensions) dimensions")
      }
      skipSpace()
      let start = position
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
      guard let size = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
        position = start
        throw error(.malformed, "the shape should have a whole number from 0 to 2^63 - 1 here")
      }
      _ = take("L")
      sizes.append(size)
      hasComma = take(",")
      if !hasComma {
        try expect(")")
        break
      }
    }
    // Without the comma it is a number in parentheses.
    if sizes.count == 1 && !hasComma { throw error(.malformed, "the shape of one dimension should be (\(sizes[0]),)") }
    return sizes
  }

  private mutating func string(_ what: String) throws(TensorFileError) -> String {
    skipSpace()
    guard position < bytes.count, bytes[position] == 0x27 || bytes[position] == 0x22 else {
      throw error(.malformed, "\(what) should be a text in quotes")
    }
    let start = position + 1
    guard let end = bytes[start...].firstIndex(of: bytes[position]) else { throw error(.truncated, "\(what) has no closing quote") }
    guard let text = String(validating: bytes[start..<end], as: UTF8.self) else { throw error(.malformed, "\(what) is not UTF-8") }
    position = end + 1
    return text
  }
}
