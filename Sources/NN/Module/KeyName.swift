/// The name in a state dictionary of a property.
enum KeyName {
  /// The name in snake case, as PyTorch writes it: `runningMean` is `running_mean`, `weightIH` is `weight_ih`.
  ///
  /// A name that holds a `_` already, or begins with a capital, stays as it is.
  static func snakeCase(_ property: String) -> String {
    let bytes = property.utf8
    guard let first = bytes.first, !isCapital(first), !bytes.contains(UInt8(ascii: "_")) else { return property }
    guard bytes.contains(where: isCapital) else { return property }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 4)
    var previous: UInt8 = 0
    for byte in bytes {
      if isCapital(byte) {
        if isSmall(previous) || isDigit(previous) { result.append(UInt8(ascii: "_")) }
        result.append(byte | 0x20)
      } else {
        result.append(byte)
      }
      previous = byte
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
  private static func isSmall(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
