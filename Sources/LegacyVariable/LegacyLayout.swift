import Autograd

/// Where PyTorch 0.3.1 put the numbers of a tensor, and the dots for those that it left out.
enum LegacyLayout {
  private static let threshold = 1000
  private static let edge = 3
  private static let lineWidth = 80

  /// A number a line.
  static func vector(_ values: [Double]) -> String {
    let notation = NumberNotation(values)
    func lines(_ part: some Sequence<Double>) -> String {
      part.map { notation.scaleIndent + notation.text(of: $0) + "\n" }.joined()
    }
    if values.count < threshold { return notation.scaleLine + lines(values) }
    return notation.scaleLine + lines(values.prefix(edge)) + notation.scaleIndent + centred("⋮", in: notation.width) + "\n"
      + lines(values.suffix(edge))
  }

  /// A row a line, in blocks of as many columns as fit.
  static func matrix(
    _ values: ArraySlice<Double>, rows: Int, columns: Int, indent: String = "", notation given: NumberNotation? = nil,
    isCut: Bool = false
  ) -> String {
    let isSmall = rows <= 2 * edge && columns <= 2 * edge
    let notation = given ?? NumberNotation(Array(values), leastWidth: isSmall ? 0 : 5)
    func row(_ index: Int) -> ArraySlice<Double> {
      let first = values.startIndex + index * columns
      return values[first..<first + columns]
    }
    if isCut || values.count >= threshold && !isSmall {
      return notation.scaleLine + cutMatrix((0..<rows).map(row), columns: columns, indent: indent, notation)
    }
    let perLine = max((lineWidth - indent.count) / (notation.width + 1), 1)
    var text = ""
    for first in stride(from: 0, to: columns, by: perLine) {
      let last = min(first + perLine, columns) - 1
      if perLine < columns { text += "\nColumns \(first) to \(last) \n\(indent)" }
      text += notation.scaleLine
      for index in 0..<rows {
        let numbers = row(index)
        let part = numbers[numbers.startIndex + first...numbers.startIndex + last]
        text += indent + notation.scaleIndent + part.map(notation.text).joined(separator: " ") + "\n"
      }
    }
    return text
  }

  /// The edges of a matrix that has too many numbers.
  private static func cutMatrix(_ rows: [ArraySlice<Double>], columns: Int, indent: String, _ notation: NumberNotation) -> String {
    let cutsColumns = columns > 2 * edge
    func line(_ row: ArraySlice<Double>) -> String {
      func numbers(_ part: ArraySlice<Double>) -> String { part.map(notation.text).joined(separator: " ") }
      if !cutsColumns { return numbers(row) }
      return numbers(row.prefix(edge)) + " " + centred("...", in: 5) + " " + numbers(row.suffix(edge))
    }
    func lines(_ part: ArraySlice<ArraySlice<Double>>) -> String { part.map { indent + line($0) + "\n" }.joined() }
    if rows.count <= 2 * edge { return lines(rows[...]) }
    let dots =
      if cutsColumns {
        indent
          + [centred("...", in: (notation.width + 1) * edge - 1), centred("⋱", in: 5), centred("...", in: (notation.width + 1) * edge - 1)]
          .joined(separator: " ")
      } else {
        centred("⋮", in: line(rows[0]).count + 1)
      }
    return lines(rows.prefix(edge)) + dots + "\n" + lines(rows.suffix(edge))
  }

  /// The matrices of the last two dimensions, each under the indices of the others.
  static func tensor(_ values: [Double], _ shape: [Int]) -> String {
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let isSmall = rows <= 2 * edge && columns <= 2 * edge
    let notation = NumberNotation(values, leastWidth: isSmall ? 0 : 3)
    let isCut = values.count >= threshold
    let width = max(2, shape.map { String($0).count }.max() ?? 0)
    var text = ""
    var counter = Array(repeating: 0, count: shape.count - 2)
    // What was left out before this matrix, and which indices began again.
    var (skipped, restarted) = (counter.map { _ in false }, counter.map { _ in false })
    while true {
      if isCut {
        if skipped.contains(true) { text += skipped.map { centred($0 ? "..." : "", in: width + 1) }.joined() + "\n" }
        if restarted.contains(true) { text += " " + restarted.map { centred($0 ? "⋮" : "", in: width + 1) }.joined() + "\n" }
      }
      if !text.isEmpty { text += "\n" }
      text += "(" + counter.map { centred(String($0), in: width) }.joined(separator: ",") + ",.,.) = \n"
      let number = zip(counter, shape).reduce(0) { $0 * $1.1 + $1.0 }
      let part = values[number * rows * columns..<(number + 1) * rows * columns]
      text += matrix(part, rows: rows, columns: columns, indent: " ", notation: notation, isCut: isCut)
      (skipped, restarted) = (counter.map { _ in false }, counter.map { _ in false })
      var place = counter.count - 1
      while place >= 0 {
        counter[place] += 1
        if isCut && counter[place] == edge && shape[place] > 2 * edge {
          counter[place] = shape[place] - edge
          skipped[place] = true
        }
        if counter[place] < shape[place] { break }
        counter[place] = 0
        restarted[place] = true
        place -= 1
      }
      if place < 0 { return text }
    }
  }

  /// As Python centres: an odd space goes to the right.
  private static func centred(_ text: String, in width: Int) -> String {
    let space = max(width - text.count, 0)
    return String(repeating: " ", count: space / 2) + text + String(repeating: " ", count: space - space / 2)
  }
}
