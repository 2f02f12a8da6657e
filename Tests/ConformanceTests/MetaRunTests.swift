import Autograd
import Glibc
import Testing

@testable import GoldenTraces

/// Each test is an exit test, because the runner forks and must be alone in its process.
@Suite("Operators without data", .serialized)
struct MetaRunTests {
  @Test("every operator has on the meta device the shapes, strides, dtypes and graphs that it has in memory, and gradients too")
  func operators() async {
    await #expect(processExitsWith: .success) {
      let jobs = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
      let runner = TraceRunner(adapter: .library, jobs: jobs)
      let (chosen, results) = try runner.runOnMeta(try Trace.read(contentsOf: Fixtures.operators))
      #expect(Set(chosen.map(\.operatorName)).count > 480)
      let lines = results.filter { !$0.passed }.map { Report.description(of: $0) }
      #expect(lines.isEmpty, "\(lines.joined(separator: "\n"))")
    }
  }

  @Test("programs of views, in-place writes and grad modes run without data as they do with data")
  func semantics() async {
    await #expect(processExitsWith: .success) {
      let (chosen, results) = try TraceRunner(adapter: .library, jobs: 2).runOnMeta(try Trace.read(contentsOf: Fixtures.semantics))
      #expect(chosen.count > 900)
      let lines = results.filter { !$0.passed }.map { Report.description(of: $0) }
      #expect(lines.isEmpty, "\(lines.joined(separator: "\n"))")
    }
  }

  @Test("another shape, stride, dtype, device, graph or number of results without data, and a trap, are told from what is right")
  func mutations() async {
    await #expect(processExitsWith: .success) {
      /// What an operator does with a tensor without data, in place of doubling it.
      let wrong: [(name: String, call: @Sendable (Tensor) throws -> [Tensor])] = [
        ("right", { [$0.mul(2)] }), ("shape", { [$0.mul(2).narrow(0, 0, 1)] }), ("stride", { [$0.t().mul(2).t()] }),
        ("dtype", { [$0.to(.float32).mul(2)] }), ("device", { [Tensor.ones($0.shape, dtype: .float64).requiresGrad_().mul(2)] }),
        ("graph", { [$0.add($0)] }), ("detached", { [$0.detach().mul(2)] }), ("number", { [$0.mul(2), $0.mul(2)] }),
        ("trap", { _ in fatalError("trapped") }),
      ]
      var adapter = Adapter()
      for (name, call) in wrong {
        adapter.on(name) { arguments in
          let input = try arguments.tensor("input")
          return (input.device == .meta ? try call(input) : [input.mul(2)]).map { .tensor($0) }
        }
      }
      let traces = wrong.map { name, _ in
        Trace(
          id: "opinfo/\(name)/float64/dev0", tier: 1,
          inputs: [("x0", TensorLiteral(shape: [2, 2], dtype: "float64", elements: .floats([0, 1.5, -2, 1]), requiresGrad: true))],
          steps: [Trace.Step(operation: name, positional: [], arguments: ["input": .tensor("x0")], outputs: ["y0"])], expectations: [])
      }
      let results = try TraceRunner(adapter: adapter, jobs: 1).runOnMeta(traces).results
      #expect(results.map(\.passed) == wrong.map { $0.name == "right" })
      #expect(results.last?.failures.map(\.place) == ["step 1 (trap) on meta"])
      #expect(results.last?.failures.map(\.mismatch.got) == ["trapped"])
    }
  }

  @Test("what fails in PyTorch, or has no meaning without data, is left out")
  func leftOut() async {
    await #expect(processExitsWith: .success) {
      func trace(_ name: String, raises: String? = nil) -> Trace {
        Trace(
          id: "opinfo/\(name)/float64/dev0", tier: 1,
          inputs: [("x0", TensorLiteral(shape: [2], dtype: "float64", elements: .floats([0, 1.5])))],
          steps: [Trace.Step(operation: name, positional: [], arguments: ["input": .tensor("x0")], outputs: ["y0"], raises: raises)],
          expectations: [])
      }
      let traces = [trace("neg"), trace("neg", raises: "no"), trace("nonzero"), trace("item"), trace("unique")]
      let (chosen, results) = try TraceRunner(adapter: .library, jobs: 1).runOnMeta(traces)
      #expect(chosen.map(\.operatorName) == ["neg"])
      #expect(results.map(\.passed) == [true])
    }
  }
}
