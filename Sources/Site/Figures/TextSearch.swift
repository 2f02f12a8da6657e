extension String {
  /// Without blanks at its ends.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[first...last])
  }

  /// Where a text of ASCII stands first at or after an index. (The standard library's own searches bring the engine of regular expressions
  /// with them, which costs a small program more than all that it does here.)
  func firstPlace(of text: StaticString, from start: Index? = nil) -> Range<Index>? {
    let pattern = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    var place = utf8[(start ?? startIndex)...]
    while let first = place.firstIndex(of: pattern[0]) {
      place = place[first...]
      if place.starts(with: pattern) { return first..<utf8.index(first, offsetBy: pattern.count) }
      place = place.dropFirst()
    }
    return nil
  }

  /// Whether a text of ASCII stands in it.
  func has(_ text: StaticString) -> Bool { firstPlace(of: text) != nil }

  /// With `replacement` in every place of a text of ASCII.
  func replacingAll(_ text: StaticString, with replacement: String) -> String {
    guard var place = firstPlace(of: text) else { return self }
    var result = ""
    var start = startIndex
    while true {
      result += self[start..<place.lowerBound]
      result += replacement
      start = place.upperBound
      guard let next = firstPlace(of: text, from: start) else { return result + self[start...] }
      place = next
    }
  }
}
