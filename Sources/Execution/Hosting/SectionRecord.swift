/// What a section really did: never a verdict, so that it can be kept and judged again.
struct SectionRecord: Hashable {
  /// One for each block.
  var blocks: [BlockRecord]
  /// Why it did not compile; empty where it did.
  var messages: [CompilerMessage]
  /// Whether running it again would give the same: not after a time-out or where a tool failed.
  var isRepeatable = true
}

struct BlockRecord: Hashable {
  enum Outcome: Hashable {
    /// Ran and fell through.
    case completed
    /// An error left it; the line in the chapter where it was thrown, if that is known.
    case threw(String, line: Int?)
    /// A `throws` block's error.
    case caught(String)
    /// A `throws` block that threw nothing.
    case threwNothing
    /// A `traps` block's child: its wait status and what it wrote to standard error.
    case childEnded(status: Int32, errors: String)
    /// A `traps` block's child threw.
    case childThrew(String)
    /// A fatal signal, what standard error says of it, and the line in the chapter where it was, if that is known.
    case trapped(signal: Int32, errors: String, line: Int?)
    /// The process ended in the middle (`exit`), with this status.
    case exited(status: Int32)
    case printedTooMuch
    case timedOut
    /// The section's code could not be loaded or run.
    case unloadable(String)
    /// What the host said of it was lost: the host was killed, or something else was written to its pipe.
    case lost
    /// An earlier block ended the section, or the section did not compile.
    case notRun
    /// A `compile-only` block whose section compiled.
    case compiled
    /// A `rejected` block: what the compiler said, nothing if it took it.
    case diagnosed([CompilerMessage])
  }

  var outcome: Outcome
  var output: [UInt8] = []
  var closedOutput = false
  /// What it showed: SVG as text.
  var figures: [String] = []
}
