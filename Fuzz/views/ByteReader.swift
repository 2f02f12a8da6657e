/// A fuzzer's input, read as the small decisions of which a program is made. Behind its end there are zeros.
struct ByteReader {
  private var rest: UnsafeBufferPointer<UInt8>.SubSequence

  init(_ bytes: UnsafeBufferPointer<UInt8>) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

  mutating func below(_ count: Int) -> Int { byte() % count }

  mutating func flag() -> Bool { byte() & 1 == 1 }

  /// Once in so many times.
  mutating func once(in count: Int) -> Bool { byte() % count == count - 1 }

  /// Mostly a place in a dimension of this size, from either end; sometimes a small number, sometimes one at the edge of what an Int holds.
  mutating func number(near size: Int) -> Int {
    let byte = byte()
    switch byte {
    case ..<100: return byte % max(size, 1)
    case ..<160: return byte % max(size, 1) &- size
    case ..<244: return byte % 12 - 4
    default: return extreme(near: size)
    }
  }

  /// A number of the given range as a rule.
  mutating func number(in range: ClosedRange<Int>) -> Int {
    let byte = byte()
    if byte < 240 { return range.lowerBound + byte % range.count }
    return byte < 248 ? byte - 244 : extreme(near: range.upperBound)
  }

  mutating func optionalNumber(near size: Int) -> Int? { once(in: 4) ? nil : number(near: size) }

  mutating func numbers(_ count: Int, near size: Int) -> [Int] { (0..<count).map { _ in number(near: size) } }

  mutating func extreme(near size: Int) -> Int {
    let choices = [
      .min, .min + 1, .max, .max - 1, 1 << 62, -1 << 62, 1 << 61, (1 << 62) + 1, .max / 3, 1 << 32, (1 << 32) - 1, 1 << 31, -1 << 31,
      (1 << 31) - 1, 1 << 40, 1000, size, size &+ 1, 0 &- size, ~size, size / 2, size / 2 + 1, .max - size, .min &+ size,
    ]
    return choices[below(choices.count)]
  }

  /// Sizes for so many elements: their number divided up, or small numbers with a -1 among them, or extremes.
  mutating func shape(of count: Int) -> [Int] {
    let mode = byte()
    var sizes: [Int] = []
    if mode < 200 {
      var rest = count
      for _ in 0..<below(5) {
        let divisor = 1 + below(6)
        if rest % divisor != 0 { continue }
        sizes.append(divisor)
        rest /= divisor
      }
      sizes.insert(rest, at: below(sizes.count + 1))
      if mode % 4 == 0 { sizes[below(sizes.count)] = -1 }
    } else {
      for _ in 0..<below(5) { sizes.append(number(in: -1...5)) }
    }
    return sizes
  }
}
