import Testing

@testable import GoldenTraces

@Suite("The format of traces")
struct TraceFormatTests {
  private func argument(_ text: String) throws -> Trace.Argument {
    try Trace.Argument(JSON(parsing: text))
  }

  @Test("an argument keeps its kind")
  func arguments() throws {
    #expect(try argument("2") == .integer(2))
    #expect(try argument(#"{"float": 2.0}"#) == .float(2))
    #expect(try argument(#"{"float": "-inf"}"#) == .float(-.infinity))
    #expect(try argument(#"[{"tensor": "x0"}, null]"#) == .list([.tensor("x0"), .null]))
    #expect(try argument(#"{"slice": [null, -1, 2]}"#) == .slice(start: nil, stop: -1, step: 2))
    #expect(try argument(#"{"ellipsis": true}"#) == .ellipsis)
    #expect(try argument(#"{"dtype": "float32"}"#) == .dtype("float32"))
    #expect(try argument(#"{"weight": {"tensor": "w"}, "bias": 1}"#) == .dictionary(["weight": .tensor("w"), "bias": .integer(1)]))
    #expect(try argument("{}") == .dictionary([:]))
  }

  @Test("a trace is read with its inputs, steps and expectations in order")
  func trace() throws {
    let trace = try Trace(
      JSON(
        parsing: """
          {"id": "a/b", "tier": 2, "inputs": {"x": {"shape": [2], "dtype": "int64", "data": [1, 2]}},
           "steps": [{"op": "neg", "args": {"input": {"tensor": "x"}}, "out": ["y"], "raises": "no"}],
           "expect": {"y": {"shape": [], "dtype": "float32", "data": ["nan"]}, "y.version": 0, "z": {"scalar": 1.5}, "s": {"text": "t"}}}
          """))
    #expect(trace.id == "a/b")
    #expect(trace.tier == 2)
    #expect(trace.inputs.map(\.name) == ["x"])
    #expect(trace.inputs[0].tensor == TensorLiteral(shape: [2], dtype: "int64", elements: .integers([1, 2])))
    #expect(trace.steps[0].arguments == ["input": .tensor("x")])
    #expect(trace.steps[0].outputs == ["y"])
    #expect(trace.steps[0].raises == "no")
    #expect(trace.expectations.map(\.name) == ["y", "y", "z", "s"])
    #expect(trace.expectations.map(\.property) == [nil, "version", nil, nil])
    #expect(trace.expectations[1].value == .exactly(.integer(0)))
    #expect(trace.expectations[2].value == .scalar(.float(1.5)))
    #expect(trace.expectations[3].value == .exactly(.string("t")))
  }

  @Test("a strided literal gives its elements in row-major order")
  func strides() {
    let transposed = TensorLiteral(shape: [2, 3], dtype: "int64", elements: .integers([1, 2, 3, 4, 5, 6]), strides: [1, 2])
    #expect(transposed.rowMajorElements == .integers([1, 3, 5, 2, 4, 6]))
    let expanded = TensorLiteral(shape: [2, 2], dtype: "bool", elements: .bools([true, false]), strides: [0, 1])
    #expect(expanded.rowMajorElements == .bools([true, false, true, false]))
    let empty = TensorLiteral(shape: [2, 0], dtype: "float32", elements: .floats([]), strides: [1, 1])
    #expect(empty.rowMajorElements == .floats([]))
  }

  @Test(
    "a tensor that is not one is refused",
    arguments: [
      #"{"shape": [3], "dtype": "float64", "data": [1.0, 2.0]}"#,
      #"{"shape": [1], "dtype": "int64", "data": [1.5]}"#,
      #"{"shape": [1], "dtype": "bool", "data": [1]}"#,
      #"{"shape": [1], "dtype": "float64", "data": ["one"]}"#,
      #"{"shape": [2, 2], "dtype": "float64", "storage": [1.0, 2.0, 3.0], "strides": [2, 1]}"#,
      #"{"shape": [1], "dtype": "float64"}"#,
    ])
  func refusedTensors(text: String) {
    #expect(throws: TraceFormatError.self) { try TensorLiteral(JSON(parsing: text), name: "x") }
  }

  @Test("a name that is missing is named")
  func missingMember() {
    #expect(throws: TraceFormatError("'tier' is missing")) { try Trace(JSON(parsing: #"{"id": "a"}"#)) }
  }
}
