import Workbook

/// A learner's file, or a reference solution: what the checks of an exercise are compiled with.
package struct Submission: Hashable, Sendable {
  /// Its bytes, as they are.
  package var bytes: [UInt8]
  /// What diagnostics call it.
  package var path: String

  /// A file of these bytes.
  package init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// The largest file that is compiled.
  package static let largestSize = 500_000

  /// What is wrong with it before any compiler has read it.
  package var problem: Diagnostic? {
    let place = { (line: Int, column: Int, message: String) in
      Diagnostic(at: SourcePosition(file: path, line: line, column: column), message)
    }
    guard bytes.count <= Self.largestSize else {
      return place(1, 1, "the file has \(bytes.count) bytes: a submission may have \(Self.largestSize)")
    }
    if let offset = bytes.firstIndex(of: 0) {
      return place(line(ofOffset: offset), 1, "there is a NUL byte here: this is no Swift file")
    }
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      return place(line(ofOffset: error.byteOffsets.lowerBound), 1, "this is not UTF-8: save the file as UTF-8")
    }
    guard bytes.contains(where: { $0 > 0x20 }) else { return place(1, 1, "the file is empty") }
    // It would give what the compiler says of this file to another. Not even in a comment or a literal: what is one is for the compiler to
    // say, and whoever wrote the file may know a case in which it and gradbook differ.
    let source = text
    guard let directive = firstRange(of: "#sourceLocation", in: source[...]) else { return nil }
    let offset = source.utf8.distance(from: source.startIndex, to: directive.lowerBound)
    return place(line(ofOffset: offset), 1, "a submission has no #sourceLocation: take it out")
  }

  /// Its text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Its `import` lines, found in one pass: whoever wrote the file may want it to take long.
  var imports: [String] {
    let lexer = SwiftLexer(text)
    var imports: [String] = []
    var first: SwiftToken?
    var last: SwiftToken?
    // Whether what the line begins with may stand before an import.
    var isOpen = false
    var isImport = false
    func finish() {
      if isImport, let first, let last {
        imports.append(String(decoding: lexer.bytes[first.range.lowerBound..<last.range.upperBound], as: UTF8.self))
      }
    }
    for token in lexer.tokens {
      if token.startsLine {
        finish()
        (first, last, isImport) = (token, nil, false)
      }
      let word = lexer.text(token)
      if word == ";" {
        finish()
        (first, last, isImport) = (nil, nil, false)
        continue
      }
      if last == nil {
        // Only attributes and access levels may.
        isOpen = word == "import" || word == "@" || Self.accessLevels.contains(word)
        first = token
      }
      if isOpen, word == "import" { isImport = true }
      last = token
    }
    finish()
    return imports
  }

  private static let accessLevels: Set = ["public", "package", "internal", "fileprivate", "private"]

  private func line(ofOffset offset: Int) -> Int { bytes[..<offset].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) } }
}
