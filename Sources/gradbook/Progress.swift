import Execution
import Synchronization

/// The line that says how far a run is: on a terminal, and gone when the run is done.
final class Progress: Sendable {
  private let terminal: Terminal
  private let total: Int
  private let done = Mutex(0)

  init(terminal: Terminal, total: Int) {
    self.terminal = terminal
    self.total = total
  }

  func begin() { show(0, "") }

  func finished(_ report: ChapterReport) {
    let count = done.withLock { count in
      count += 1
      return count
    }
    show(count, report.name)
  }

  func end() { if terminal.showsProgress { terminal.write("\r\u{1B}[K") } }

  private func show(_ count: Int, _ name: String) {
    if terminal.showsProgress { terminal.write("\r\u{1B}[K\(count) of \(total) chapters  \(name)") }
  }
}
