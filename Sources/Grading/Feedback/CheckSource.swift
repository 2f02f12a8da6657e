import Observations
import Workbook

/// The code of a check, where names for what it draws and observes are looked up.
struct CheckSource {
  let check: ExerciseCheck

  /// A line as the chapter counts them.
  private func line(_ number: Int) -> [UInt8]? {
    let index = number - check.source.firstLine
    let lines = check.source.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.indices.contains(index) ? Array(lines[index]) : nil
  }

  /// What is observed on a line: the code of the first argument of its `observe`; nil where that is not on one line.
  func observed(onLine number: Int) -> String? {
    guard let line = line(number), let call = Self.firstIndex(of: "observe(", in: line) else { return nil }
    let start = call + "observe(".utf8.count
    guard let end = Self.endOfArgument(in: line, from: start) else { return nil }
    let text = Self.trimmed(line[start..<end])
    for label in ["throws:", "traps:", "printed:"] where text.hasPrefix(label) {
      return String(text.dropFirst(label.count)).trimmed
    }
    return text
  }

  /// The inputs with their names, those that another draw takes in left out.
  func named(_ inputs: [Answer.Input]) -> [(name: String, text: String)] {
    var named: [(name: String, text: String)] = []
    for input in inputs {
      guard let line = line(input.line), let start = Self.startOfDraw(in: line, before: input.column) else {
        named.append(("drawn", input.text))
        continue
      }
      let place = DrawPlace(before: Array(line[..<start]))
      if let name = place.name {
        named.append((name, input.text))
      } else if !place.isInDraw {
        named.append((Self.trimmed(line[start..<(Self.endOfCall(in: line, from: start) ?? line.count)]), input.text))
      }
    }
    return named
  }

  /// The last `draw.` that begins before a column, counted from 1.
  private static func startOfDraw(in line: [UInt8], before column: Int) -> Int? {
    let word = Array("draw.".utf8)
    guard line.count >= word.count else { return nil }
    return (0...min(line.count - word.count, max(column - 1, 0))).last { line[$0...].starts(with: word) }
  }

  private static func firstIndex(of word: String, in line: [UInt8]) -> Int? {
    line.indices.first { line[$0...].starts(with: word.utf8) }
  }

  /// Where an argument ends: the comma or the parenthesis that closes the call.
  private static func endOfArgument(in line: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var isInString = false
    for index in start..<line.count {
      switch line[index] {
      case UInt8(ascii: "\""): isInString.toggle()
      case _ where isInString: break
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ","), UInt8(ascii: ")"):
        if depth == 0 { return index }
        if line[index] == UInt8(ascii: ")") { depth -= 1 }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return nil
  }

  private static func endOfCall(in line: [UInt8], from start: Int) -> Int? {
    guard let open = line[start...].firstIndex(of: UInt8(ascii: "(")) else { return nil }
    var depth = 0
    for index in open..<line.count {
      if line[index] == UInt8(ascii: "(") { depth += 1 }
      if line[index] == UInt8(ascii: ")") {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
    }
    return nil
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self).trimmed }
}

extension String {
  /// Without the blanks at both ends.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
