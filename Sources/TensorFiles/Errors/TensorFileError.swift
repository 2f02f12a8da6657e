/// Why a file of tensors could not be read or written: which file, which entry of it, at which byte, and what is wrong there.
///
///     do {
///       let weights = try Safetensors.load("model.safetensors")
///     } catch {
///       print(error)  // model.safetensors, byte 0: the header is said to have 1152921504606846976 bytes, and the file has 8
///     }
///
/// A file that is cut short, lies about itself or was made to do harm gives this error: it never ends the program, and nothing that a file
/// says is run.
public struct TensorFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of fault it is.
  public enum Reason: Equatable, Sendable {
    /// The operating system refused, with this `errno`.
    case system(code: Int32)
    /// The file ends before what it announces does.
    case truncated
    /// The file is not of its format, or contradicts itself.
    case malformed
    /// A `.pt` file asks for this name, such as `os.system`. Only the names that tensors, numbers and containers need are known.
    case refusedName(String)
    /// The format allows it, this library has nothing for it: a dtype, a compression.
    case unsupported
    /// It would take more memory, or be nested deeper, than a file may ask for.
    case tooLarge
    /// What was to be written has no place in the format.
    case notWritable
  }

  /// The path, or the name the bytes were given.
  public let file: String
  /// The part of the file: the name of a tensor or of an archive's member.
  public let entry: String?
  /// The byte at which the fault stands, counted from the beginning of the file, or from that of the entry where it had to be unpacked.
  public let offset: Int?
  /// What kind of fault it is.
  public let reason: Reason
  /// What is wrong, in words.
  public let detail: String

  init(_ reason: Reason, _ detail: String, file: String, entry: String? = nil, offset: Int? = nil) {
    self.file = file
    self.entry = entry
    self.offset = offset
    self.reason = reason
    self.detail = detail
  }

  /// File, entry, byte and fault on one line.
  public var description: String {
    var text = file
    if let entry { text += ", \(shown(entry))" }
    if let offset { text += ", byte \(offset)" }
    return text + ": " + detail
  }
}

/// A text from a file as a message shows it: in quotes, not too long, and without what would disturb a terminal.
func shown(_ text: String) -> String {
  var result = "'"
  for (count, scalar) in text.unicodeScalars.enumerated() {
    if count == 80 { return result + "…'" }
    let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    result += isControl ? "\\u{" + String(scalar.value, radix: 16) + "}" : String(scalar)
  }
  return result + "'"
}
