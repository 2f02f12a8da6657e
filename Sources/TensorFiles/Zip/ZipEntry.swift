/// A member of a zip archive, as the archive's directory describes it.
struct ZipEntry {
  enum Method {
    case stored
    case deflated
  }

  let name: String
  let method: Method
  let checkSum: UInt32
  let packedSize: Int
  let size: Int
  /// Where the entry's own header stands.
  let headerOffset: Int
  /// Where its bytes stand.
  var dataOffset = 0

  var dataEnd: Int { dataOffset + packedSize }
}

/// The numbers that the parts of a zip archive are told by.
enum ZipSignature {
  static let localHeader: UInt32 = 0x0403_4B50
  static let directoryHeader: UInt32 = 0x0201_4B50
  static let directoryEnd: UInt32 = 0x0605_4B50
  static let directoryEnd64: UInt32 = 0x0606_4B50
  static let directoryEnd64Locator: UInt32 = 0x0706_4B50
}
