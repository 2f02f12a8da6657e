/// The frames among bytes that may be anything, and may come without end.
struct ReceivedFrames {
  /// All that the checks of a submission have to say is less.
  static let largestSize = 128 << 20
  /// A frame takes more memory here than on its way, so their number has a bound of its own: eight times as many as the largest answers of
  /// four checks have.
  static let most = 1 << 18

  private(set) var frames: [HostFrame] = []
  private var bytes: [UInt8] = []
  private var size = 0
  private var taken = 0
  /// Whether nothing but frames has come.
  private(set) var isReadable = true

  /// What follows something that is no frame, or too much, cannot be told from frames, and is left out.
  mutating func add(_ piece: [UInt8]) {
    guard isReadable else { return }
    size += piece.count
    bytes += piece
    guard size <= Self.largestSize, frames.count <= Self.most, let some = HostFrame.take(from: &bytes) else {
      isReadable = false
      bytes = []
      return
    }
    frames += some
  }

  /// Hands over what has come since the last time.
  mutating func take() -> [HostFrame] {
    defer { taken = frames.count }
    return Array(frames[taken...])
  }
}
