import Autograd

/// What the header of an `.npy` file says: the type of the elements, their order, the shape.
///
/// NumPy writes it as a Python dictionary. It is read here by its few possible forms, and nothing is evaluated.
struct NPYHeader {
  let dtype: DType
  let isBigEndian: Bool
  let isColumnMajor: Bool
  let shape: [Int]

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// NumPy's own headers have some hundred bytes, and its reader takes ten thousand.
  private static let maximumSize = 10_000

  /// Reads from the magic string to the end of the header.
  init(_ cursor: inout ByteCursor) throws(TensorFileError) {
    let start = cursor
    guard try cursor.take(6, "the magic string").elementsEqual(NPYHeader.magic) else {
      throw start.error(.malformed, "is no .npy file: it does not begin with \\x93NUMPY")
    }
    let beforeVersion = cursor
    let (major, minor) = (try cursor.integer(UInt8.self, "the version"), try cursor.integer(UInt8.self, "the version"))
    guard (1...3).contains(major), minor == 0 else {
      throw beforeVersion.error(.unsupported, "version \(major).\(minor) of the format is not known: 1.0, 2.0 and 3.0 are")
    }
    let beforeSize = cursor
    let size =
      major == 1
      ? Int(try cursor.integer(UInt16.self, "the header's length")) : Int(try cursor.integer(UInt32.self, "the header's length"))
    if size > NPYHeader.maximumSize {
      throw beforeSize.error(.tooLarge, "the header is said to have \(size) bytes; \(NPYHeader.maximumSize) are allowed")
    }
    let text = try cursor.take(size, "the header")
    let range = cursor.position - text.count..<cursor.position
    var literal = PythonLiteral(start.region.part(range.lowerBound, range.upperBound))
    let members = try literal.header()
    dtype = try NPYHeader.dtype(members.descr, &literal)
    isBigEndian = members.descr.hasPrefix(">")
    isColumnMajor = members.fortranOrder
    shape = members.shape
  }

  private static func dtype(_ text: String, _ literal: inout PythonLiteral) throws(TensorFileError) -> DType {
    let order = text.first
    let name = order.map { "<>|=".contains($0) } == true ? String(text.dropFirst()) : text
    if let dtype = DType.allCases.first(where: { $0.npyName == name }) { return dtype }
    let what =
      switch name.first {
      case "U": "unicode text"
      case "S", "a": "byte strings"
      case "O": "Python objects, which only running their code would make"
      case "V": "raw or structured records"
      case "c": "complex numbers"
      case "M", "m": "dates or durations"
      case "u", "i", "f", "g": "numbers of a type that this library does not have"
      default: "nothing that NumPy knows"
      }
    let isKnown = name.first.map { "USaOVcMmuifg".contains($0) } ?? false
    throw literal.error(isKnown ? .unsupported : .malformed, "the elements have the type \(shown(text)): \(what)")
  }

  /// The header and what goes before it, of version 1 if the shape leaves room. The elements after it begin at a multiple of 64.
  static func bytes(_ dtype: DType, _ shape: [Int], isColumnMajor: Bool) -> [UInt8] {
    let mark = dtype.byteCount == 1 ? "|" : "<"
    let sizes = shape.count == 1 ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
    let text = "{'descr': '\(mark)\(dtype.npyName!)', 'fortran_order': \(isColumnMajor ? "True" : "False"), 'shape': \(sizes), }"
    // NumPy leaves room for a growing first dimension: the digits of an Int64.
    let growing = shape.isEmpty ? "" : String(repeating: " ", count: 21 - String(shape[isColumnMajor ? shape.count - 1 : 0]).count)
    var header = Array((text + growing).utf8)
    let length = 10 + header.count + 1
    header += [UInt8](repeating: 0x20, count: (64 - length % 64) % 64) + [0x0A]
    var result = magic + [1, 0]
    result.append(littleEndian: UInt16(header.count))
    return result + header
  }
}

extension DType {
  /// NumPy's short name without the byte order; nil if NumPy has no such type.
  var npyName: String? {
    switch self {
    case .float64: "f8"
    case .float32: "f4"
    case .float16: "f2"
    case .bfloat16: nil
    case .int64: "i8"
    case .int32: "i4"
    case .int16: "i2"
    case .int8: "i1"
    case .uint8: "u1"
    case .bool: "b1"
    }
  }
}
