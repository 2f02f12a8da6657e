import Autograd
import Glibc
import Testing

@testable import GoldenTraces

/// A runner that passes whatever it is given would be worse than none: most of these traces are wrong on purpose.
///
/// Each test is an exit test, because the runner forks and must be alone in its process.
@Suite("Running traces")
struct TraceRunnerTests {
  @Test("a trace as PyTorch has it passes")
  func passes() async {
    await #expect(processExitsWith: .success) {
      let results = try run(
        trace(
          steps: [
            #"{"op": "mul", "args": {"input": {"tensor": "x"}, "other": {"tensor": "x"}}, "out": ["y"]}"#,
            #"{"op": "sum", "args": {"input": {"tensor": "y"}}, "out": ["s"]}"#,
            #"{"op": "backward", "args": {"tensor": {"tensor": "s"}}}"#,
          ],
          expect: #"""
            "y": {"shape": [2], "dtype": "float64", "data": [1.0, 4.0]}, "y.grad_fn": "MulBackward0", "y.is_leaf": false,
            "x.grad": {"shape": [2], "dtype": "float64", "data": [2.0, 4.0]}, "x.version": 0, "x.strides": [1], "x.is_view": false
            """#))
      #expect(results.flatMap(\.failures) == [])
    }
  }

  @Test(
    "an expectation that does not hold fails the trace",
    arguments: [
      #""y": {"shape": [2], "dtype": "float64", "data": [1.0, 4.1]}"#, #""y": {"shape": [2], "dtype": "float32", "data": [1.0, 4.0]}"#,
      #""y": null"#, #""y": {"scalar": 1.0}"#, #""y.grad_fn": "DivBackward0""#, #""y.grad_fn": null"#, #""y.requires_grad": false"#,
      #""y.is_leaf": true"#, #""y.version": 1"#, #""y.strides": [2]"#, #""y.is_view": true"#, #""y.no_such_property": 1"#, #""z": null"#,
      #""x.grad": {"shape": [2], "dtype": "float64", "data": [1.0, 1.0]}"#,
    ])
  func wrongExpectations(expectation: String) async {
    await #expect(processExitsWith: .success) { [expectation] in
      let results = try run(
        trace(steps: [#"{"op": "mul", "args": {"input": {"tensor": "x"}, "other": {"tensor": "x"}}, "out": ["y"]}"#], expect: expectation))
      #expect(results.map(\.passed) == [false])
      #expect(results[0].failures.count == 1)
    }
  }

  @Test("a step that must fail passes only with exactly its text, thrown or trapped")
  func raises() async {
    await #expect(processExitsWith: .success) {
      func step(_ name: String, _ raises: String) -> String {
        trace(steps: [#"{"op": "\#(name)", "args": {"input": {"tensor": "x"}}, "raises": "\#(raises)"}"#], expect: "")
      }
      let results = try run(
        step("throwing", "two\\nlines"), step("throwing", "two"), step("trapping", "it traps"), step("trapping", "it trap"),
        step("neg", "it traps"), step("leaving", "it traps"), step("crashing", "it traps"), step("no_such_operator", "it traps"))
      #expect(results.map(\.passed) == [true, false, true, false, false, false, false, false])
      #expect(results[3].failures[0].mismatch == Mismatch(expected: "it trap", got: "it traps"))
      #expect(results[4].failures[0].mismatch == Mismatch(expected: "it traps", got: "success"))
    }
  }

  @Test("what a failing step did is undone before the expectations are checked")
  func raisingStepLeavesNothing() async {
    await #expect(processExitsWith: .success) {
      let results = try run(
        trace(
          steps: [
            #"{"op": "detach", "args": {"input": {"tensor": "x"}}, "out": ["d"]}"#,
            #"{"op": "writing", "args": {"input": {"tensor": "d"}}, "raises": "after writing"}"#,
          ],
          expect: #""d": {"shape": [2], "dtype": "float64", "data": [1.0, 2.0]}, "d.version": 0, "x.version": 0"#))
      #expect(results.flatMap(\.failures) == [])
    }
  }

  @Test("a step that fails without being asked to fails the trace, and the text is told")
  func unexpectedFailures() async {
    await #expect(processExitsWith: .success) {
      func step(_ name: String, out: String = "[]") -> String {
        trace(steps: [#"{"op": "\#(name)", "args": {"input": {"tensor": "x"}}, "out": \#(out)}"#], expect: "")
      }
      let results = try run(
        step("throwing"), step("trapping"), step("crashing"), step("leaving"), step("no_such_operator"), step("neg", out: #"["a", "b"]"#),
        trace(steps: [#"{"op": "neg", "args": {"input": {"tensor": "x"}, "out": {"tensor": "x"}}}"#], expect: ""))
      let got = results.flatMap(\.failures).map { "\($0.place): \($0.mismatch.got)" }
      #expect(got.count == 7)
      #expect(got[0] == "step 1 (throwing): two\nlines")
      #expect(got[1] == "step 1 (trapping): it traps")
      #expect(got[2].hasPrefix("step 1 (crashing): ended by signal 11"))
      #expect(got[3] == "step 1 (leaving): ended by itself with status 0")
      #expect(got[4] == "step 1 (no_such_operator): no adapter for no_such_operator")
      #expect(got[5] == "step 1 (neg): 1 results")
      #expect(got[6] == "step 1 (neg): the adapter for neg does not pass on out")
    }
  }

  @Test("a trace that does not end is ended, and the others go on")
  func endlessLoops() async {
    await #expect(processExitsWith: .success) {
      let results = try run(
        trace(steps: [#"{"op": "spinning", "args": {"input": {"tensor": "x"}}}"#], expect: ""),
        trace(steps: [#"{"op": "spinning", "args": {"input": {"tensor": "x"}}, "raises": "never"}"#], expect: ""),
        trace(steps: [], expect: #""x.version": 0"#))
      #expect(results.map(\.passed) == [false, false, true])
      #expect(results[0].failures[0].mismatch.got == "no end within 1 s")
    }
  }

  @Test("one trace's grad mode does not reach the next")
  func isolation() async {
    await #expect(processExitsWith: .success) {
      let off = trace(steps: [#"{"op": "enter_grad_mode", "args": {"enabled": false}}"#], expect: "")
      let neg = trace(
        steps: [#"{"op": "neg", "args": {"input": {"tensor": "x"}}, "out": ["y"]}"#], expect: #""y.grad_fn": "NegBackward0""#)
      let results = try run(off, neg, off, neg)
      #expect(results.map(\.passed) == [true, true, true, true])
    }
  }
}

/// A trace on the float64 leaf `x`, [1, 2].
private func trace(steps: [String], expect: String) -> String {
  #"{"id": "t", "tier": 1, "inputs": {"x": {"shape": [2], "dtype": "float64", "data": [1.0, 2.0], "requires_grad": true}}, "#
    + #""steps": [\#(steps.joined(separator: ", "))], "expect": {\#(expect)}}"#
}

private struct TwoLines: Error, CustomStringConvertible {
  var description: String { "two\nlines" }
}

/// Runs traces with the library's adapter and with operators that misbehave.
private func run(_ traces: String...) throws -> [TraceResult] {
  var adapter = Adapter.library
  adapter.on("throwing") { _ in throw TwoLines() }
  adapter.on("trapping") { _ in fatalError("it traps") }
  adapter.on("writing") { arguments in
    _ = try arguments.tensor("input").mul_(2)
    fatalError("after writing")
  }
  adapter.on("crashing") { _ in
    kill(getpid(), SIGSEGV)
    return []
  }
  adapter.on("leaving") { _ in exit(0) }
  adapter.on("spinning") { _ in while true { sched_yield() } }
  return try TraceRunner(adapter: adapter, jobs: 2, limit: 1).run(traces.map { try Trace(JSON(parsing: $0)) })
}
