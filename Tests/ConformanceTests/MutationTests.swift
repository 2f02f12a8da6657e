import Testing

@testable import GoldenTraces

@Suite("Traces with one expectation changed")
struct MutationTests {
  @Test("none of the semantics traces passes with a changed expectation")
  func semantics() async {
    await #expect(processExitsWith: .success) {
      var traces = try Trace.read(contentsOf: Fixtures.semantics)
      for index in traces.indices {
        // Another one in each trace, so that every kind of expectation has its turn.
        let place = index % traces[index].expectations.count
        traces[index].expectations[place].value.change()
      }
      let results = try TraceRunner(adapter: .library, jobs: 2).run(traces)
      #expect(results.filter(\.passed).map(\.id) == [])
    }
  }
}

extension ExpectedValue {
  /// Changes it as little as may go unnoticed: the last number by three times its tolerance, a count by one, a text by a letter.
  fileprivate mutating func change() {
    switch self {
    case .tensor(var tensor):
      if case .floats(var values) = tensor.elements, let last = values.last, last.isFinite {
        let tolerance = Tolerance(dtype: tensor.dtype)
        values[values.count - 1] += 3 * (tolerance.absolute + tolerance.relative * abs(last))
        tensor.elements = .floats(values)
      } else {
        tensor.dtype = "float32"
      }
      self = .tensor(tensor)
    case .scalar(let value), .exactly(let value): self = .exactly(value.changed)
    }
  }
}

extension JSON {
  fileprivate var changed: JSON {
    switch self {
    case .null: .string("AddBackward0")
    case .bool(let value): .bool(!value)
    case .integer(let value): .integer(value + 1)
    case .float(let value): .float(value + 1)
    case .string(let value): .string(value + "0")
    case .array(let values): .array(values.isEmpty ? [.integer(1)] : values.dropLast() + [values[values.count - 1].changed])
    case .object: .null
    }
  }
}
