import ArgumentParser
import Execution

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at what gradbook needs on this machine, and say what mends what is missing.",
    discussion: "Exit status 0: all that is needed is there; 1: something is missing.")

  func run() async throws {
    let terminal = Terminal()
    let examinations = await Machine().examine(book: try? Shelf.find([]).root)
    printToEnd(Self.report(examinations, terminal))
    throw ExitCode(examinations.contains { $0.state == .missing } ? 1 : 0)
  }

  /// A line a thing, and below it what mends it.
  static func report(_ examinations: [Examination], _ terminal: Terminal) -> String {
    let width = examinations.map(\.name.count).max() ?? 0
    var text = ""
    for examination in examinations {
      let word = examination.state.rawValue
      let padded = word + String(repeating: " ", count: max(9 - word.count, 1))
      let mark = examination.state == .well ? terminal.green(padded) : terminal.red(padded)
      text += "\(mark)\(examination.name)\(String(repeating: " ", count: width - examination.name.count))  \(examination.finding)\n"
      if let mend = examination.mend { text += "\(String(repeating: " ", count: 9 + width + 2))-> \(mend)\n" }
    }
    return text
  }
}
