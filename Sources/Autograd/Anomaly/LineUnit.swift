/// The line table of one compilation unit: a header with its files, and a program that emits the rows.
struct LineUnit {
  /// The sections that names may lie in.
  struct Strings {
    var lineStrings = UnsafeRawBufferPointer(start: nil, count: 0)
    var strings = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  private struct Row {
    var address: UInt = 0
    var file = 1
    var line = 1
  }

  private var cursor: DebugCursor
  private let minimumLength: Int
  private let lineBase: Int
  private let lineRange: Int
  private let operandCounts: [Int]
  private let files: [String]
  /// Whether a file is the user's. Code of this library that was inlined into the user's has a file of the library.
  private let isOfUser: [Bool]

  /// Nil if the version is not known.
  init?(_ start: DebugCursor, offsetSize: Int, strings: Strings) {
    cursor = start
    let version = Int(cursor.unsigned(2))
    guard (2...5).contains(version) else { return nil }
    if version >= 5 { _ = cursor.unsigned(2) }
    let headerLength = Int(truncatingIfNeeded: cursor.unsigned(offsetSize))
    let program = cursor.position + headerLength
    minimumLength = Int(cursor.byte())
    if version >= 4 { _ = cursor.byte() }
    _ = cursor.byte()
    lineBase = Int(Int8(bitPattern: cursor.byte()))
    lineRange = Swift.max(Int(cursor.byte()), 1)
    let opcodeBase = Int(cursor.byte())
    var counts: [Int] = [0]
    for _ in 1..<Swift.max(opcodeBase, 1) { counts.append(Int(cursor.byte())) }
    operandCounts = counts
    files = version >= 5 ? Self.entries(&cursor, offsetSize, strings) : Self.oldEntries(&cursor)
    isOfUser = files.map(SourceLines.isOfUser)
    cursor.position = program
  }

  /// Directories, then files, each with a description of its fields (version 5).
  private static func entries(_ cursor: inout DebugCursor, _ offsetSize: Int, _ strings: Strings) -> [String] {
    func list(_ directories: [String]) -> [String] {
      let formats = (0..<Int(cursor.byte())).map { _ in (content: cursor.uleb(), form: cursor.uleb()) }
      let count = cursor.uleb()
      var names: [String] = []
      while names.count < count && !cursor.isAtEnd {
        var (name, directory) = ("", -1)
        for (content, form) in formats {
          var text = ""
          var number = 0
          switch form {
          case 0x08: text = cursor.string()
          case 0x1f:
            var place = DebugCursor(strings.lineStrings, at: Int(truncatingIfNeeded: cursor.unsigned(offsetSize)))
            text = place.string()
          case 0x0e:
            var place = DebugCursor(strings.strings, at: Int(truncatingIfNeeded: cursor.unsigned(offsetSize)))
            text = place.string()
          case 0x0b: number = Int(cursor.byte())
          case 0x05: number = Int(cursor.unsigned(2))
          case 0x0f: number = cursor.uleb()
          case 0x1e: cursor.position += 16
          case 0x09: cursor.position += cursor.uleb()
          default: return names
          }
          if content == 1 { name = text }
          if content == 2 { directory = number }
        }
        names.append(joined(directories.indices.contains(directory) ? directories[directory] : "", name))
      }
      return names
    }
    var directories = list([])
    if let root = directories.first { directories = directories.map { joined(root, $0) } }
    return list(directories)
  }

  /// Directories, then files, each list ended by an empty name; file numbers begin at 1 (versions 2 to 4).
  private static func oldEntries(_ cursor: inout DebugCursor) -> [String] {
    var directories = [""]
    while !cursor.isAtEnd {
      let name = cursor.string()
      if name.isEmpty { break }
      directories.append(name)
    }
    var files = [""]
    while !cursor.isAtEnd {
      let name = cursor.string()
      if name.isEmpty { break }
      let directory = cursor.uleb()
      _ = (cursor.uleb(), cursor.uleb())
      files.append(joined(directories.indices.contains(directory) ? directories[directory] : "", name))
    }
    return files
  }

  private static func joined(_ directory: String, _ name: String) -> String {
    directory.isEmpty || name.hasPrefix("/") || name.hasPrefix("<") ? name : directory + "/" + name
  }

  /// Runs the program and notes the lines of the addresses that it comes by.
  mutating func run(_ addresses: [UInt], into results: inout [SourceLine?]) {
    guard isOfUser.contains(true), let first = addresses.min(), let last = addresses.max() else { return }
    var row = Row()
    var previous: Row?
    /// The last row before this one that names a line of the user's. Of what the compiler made (line 0), or inlined from this library,
    /// that is where it was called.
    var called: Row?
    let base = operandCounts.count

    func emit() {
      if let previous, row.address > first, previous.address <= last {
        for (i, address) in addresses.enumerated() where address >= previous.address && address < row.address {
          guard let hit = called, files.indices.contains(hit.file) else { continue }
          results[i] = SourceLine(file: files[hit.file], line: hit.line)
        }
      }
      if row.line != 0 && isOfUser.indices.contains(row.file) && isOfUser[row.file] { called = row }
      previous = row
    }

    while !cursor.isAtEnd {
      let opcode = Int(cursor.byte())
      if opcode >= base {
        let adjusted = opcode - base
        row.address &+= UInt(adjusted / lineRange * minimumLength)
        row.line += lineBase + adjusted % lineRange
        emit()
        continue
      }
      switch opcode {
      case 0:
        let length = cursor.uleb()
        let end = cursor.position + length
        switch cursor.byte() {
        case 1:
          emit()
          (row, previous, called) = (Row(), nil, nil)
        case 2: row.address = UInt(cursor.unsigned(8))
        default: break
        }
        cursor.position = end
      case 1: emit()
      case 2: row.address &+= UInt(bitPattern: cursor.uleb() * minimumLength)
      case 3: row.line += cursor.sleb()
      case 4: row.file = cursor.uleb()
      case 8: row.address &+= UInt((255 - base) / lineRange * minimumLength)
      case 9: row.address &+= UInt(cursor.unsigned(2))
      default: for _ in 0..<operandCounts[opcode] { _ = cursor.uleb() }
      }
    }
  }
}
