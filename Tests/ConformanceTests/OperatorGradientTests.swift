import Autograd
import Glibc
import Testing

@testable import GoldenTraces

/// Each test is an exit test, because the runner forks and must be alone in its process.
@Suite("Derivatives of operators", .serialized)
struct OperatorGradientTests {
  /// The operators of tier 1 whose results require no grad in PyTorch: bools, indices, numbers, and what takes of its input the shape alone.
  private static let withoutDerivative: Set<String> = [
    "all", "allclose", "any", "arange", "argmax", "argmin", "argsort", "bool", "count_nonzero", "eq", "equal", "eye", "floor_divide",
    "full", "full_like", "ge", "gt", "int", "isclose", "isfinite", "isinf", "isnan", "item", "le", "linspace", "logical_and",
    "logical_not", "logical_or", "logical_xor", "long", "lt", "ne", "new_full", "new_ones", "new_zeros", "nn.functional.one_hot",
    "nonzero", "ones", "ones_like", "unique", "zeros", "zeros_like",
  ]

  /// The operators of tier 1, by the check of their derivatives.
  @Test("every operator of tier 1 has passed gradcheck and gradgradcheck, or is known to have no derivative")
  func tierOne() async {
    await #expect(processExitsWith: .success) {
      let traces = try Trace.read(contentsOf: Fixtures.operators).filter { $0.tier == 1 }
      let jobs = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
      let results = try OperatorGradientRunner(adapter: .library, jobs: jobs).run(traces)
      #expect(results.count > 270)
      let wrong = results.filter { result in
        OperatorGradientTests.withoutDerivative.contains(result.name) ? !result.isNotDifferentiable : !result.passed
      }
      let lines = wrong.map { result in
        "\(result.name): \(result.differentiable) differentiable, \(result.first) and \(result.second) passed \(result.failures.first ?? "")"
      }
      #expect(wrong.isEmpty, "\(lines.joined(separator: "\n"))")
      #expect(OperatorGradientTests.withoutDerivative.isSubset(of: results.map(\.name)))
    }
  }

  /// x³, whose derivatives can be spoilt.
  private struct Cube: Function {
    var spoilsFirst = false
    var spoilsSecond = false

    func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
      context.saveForBackward(inputs[0])
      return [inputs[0] * inputs[0] * inputs[0]]
    }

    func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) throws -> [Tensor?] {
      let x = try context.savedTensors[0]
      let square = spoilsSecond ? x.detach() * x : x * x
      return [gradOutputs[0]! * square * (spoilsFirst ? 3.1 : 3)]
    }
  }

  @Test("a wrong first derivative, a wrong second one, none and a trap are told apart; a kink at the trace's own point does no harm")
  func mutations() async {
    await #expect(processExitsWith: .success) {
      var adapter = Adapter()
      for (name, function) in [("right", Cube()), ("first", Cube(spoilsFirst: true)), ("second", Cube(spoilsSecond: true))] {
        adapter.on(name) { [.tensor(function(try $0.tensor("input")))] }
      }
      adapter.on("none") { [.tensor(try $0.tensor("input").detach())] }
      adapter.on("kink") { [.tensor(try $0.tensor("input").abs())] }
      adapter.on("trap") { _ in fatalError("trapped") }
      let names = ["right", "first", "second", "none", "kink", "trap", "missing"]
      let traces = names.map { name in
        Trace(
          id: "opinfo/\(name)/float64/dev0", tier: 1,
          inputs: [("x0", TensorLiteral(shape: [3], dtype: "float64", elements: .floats([0, 1.5, -2]), requiresGrad: true))],
          steps: [Trace.Step(operation: name, positional: [], arguments: ["input": .tensor("x0")], outputs: ["y0"])], expectations: [])
      }
      let results = try OperatorGradientRunner(adapter: adapter, jobs: 1).run(traces)
      #expect(results.map(\.name) == names)
      #expect(results.map(\.passed) == [true, false, false, false, true, false, false])
      #expect(results.map(\.isNotDifferentiable) == [false, false, false, true, false, false, false])
      #expect(results.map(\.first) == [1, 0, 1, 0, 1, 0, 0])
      #expect(results[1].failures[0].contains("first derivative: Jacobian mismatch for output 0 with respect to input 0"))
      #expect(results[2].failures[0].contains("second derivative: Jacobian mismatch"))
    }
  }
}
