import CFuzz
import Glibc

/// What the body gives; nil if the library refused what it was asked.
///
/// What the frames between held is never released: a body should keep nothing that matters.
func attempt<Result>(_ body: @escaping () -> Result) -> Result? {
  var result: Result?
  var work = { result = body() }
  withUnsafeMutablePointer(to: &work) { work in
    _ = gb_try({ $0!.assumingMemoryBound(to: (() -> Void).self).pointee() }, work)
  }
  return result
}

/// The library's words for the last refusal.
var refusal: String { String(cString: gb_refusal()) }

/// Ends the fuzzer over something that should not be; libFuzzer keeps the input.
func finding(_ text: String) -> Never {
  say("FINDING: \(text)")
  abort()
}

/// Whether each step is to be told before it is taken: to see what a kept input does.
let isTold = getenv("GRADBOOK_FUZZ_TRACE") != nil

func tell(_ text: @autoclosure () -> String) {
  if isTold { say("  \(text())") }
}

private func say(_ line: String) {
  var line = line + "\n"
  line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
