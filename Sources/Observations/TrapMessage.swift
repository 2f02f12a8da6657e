/// What a process that traps writes to standard error.
public enum TrapMessage {
  /// What Swift's runtime, and the library, begin it with.
  public static let beginnings = ["Fatal error", "Precondition failed", "Assertion failed", "Could not cast value of type"]

  /// Without the addresses that stand behind the types of a cast that failed: `'Swift.Int' (0x7f21c0)`. They are of one process alone.
  public static func withoutAddresses(_ text: some StringProtocol) -> String {
    var pieces = String(text).split(separator: Character(" "), omittingEmptySubsequences: false).map(String.init)
    for (index, piece) in pieces.enumerated().reversed() where index > 0 && piece.hasPrefix("(0x") && pieces[index - 1].hasSuffix("'") {
      guard let close = piece.firstIndex(of: ")") else { continue }
      pieces[index - 1] += piece[piece.index(after: close)...]
      pieces.remove(at: index)
    }
    return pieces.joined(separator: " ")
  }
}
