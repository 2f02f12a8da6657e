import Testing

@testable import Execution

@Suite("The library's modules in a chapter", .serialized)
struct LibraryModuleTests {
  @Test("each of them can be imported")
  func imports() async throws {
    let report = try await TemporaryBook.report(
      chapter([
        [
          (
            "",
            "import Autograd\nimport NN\nimport Optim\nimport TensorFiles\nlet layer = Linear(2, 1)\nprint(layer)\n"
              + "print(SGD(layer.parameters(), lr: 0.1).paramGroups.count)\nprint(try NPY.load(bytes: NPY.encoded(Tensor([1.0, 2.0]))))",
            "Linear(in_features=2, out_features=1, bias=True)\n1\ntensor([1., 2.])"
          )
        ],
        [("", "import LegacyVariable\nprint(LegacyVariable.Variable(Tensor([1.0, 2.0])).data)", "tensor([1., 2.])")],
        [("", "import VariableShim\nprint(VariableShim.Variable(Tensor([1.0])) + Tensor([1.0]))", "tensor([2.])")],
      ]))
    #expect(report.failures.map(\.message) == [])
  }

  @Test("the Variable of old and a tensor don't mix: that does not compile, in either order, in operators, methods and assignments")
  func mixing() async throws {
    func rejected(_ reason: String) -> String { "rejected=\"\(reason)\"" }
    let report = try await TemporaryBook.report(
      chapter([
        [
          (
            "", "import Autograd\nimport LegacyVariable\nlet v = LegacyVariable.Variable(Tensor([1.0]))\nlet t = Tensor([1.0])\n_ = v + v",
            nil
          ),
          (rejected("binary operator '+' cannot be applied to operands of type 'Variable' and 'Tensor'"), "_ = v + t", nil),
          (rejected("binary operator '*' cannot be applied to operands of type 'Tensor' and 'Variable'"), "_ = t * v", nil),
          (rejected("cannot convert value of type 'Variable' to expected argument type 'Tensor'"), "_ = t.matmul(v)", nil),
          (rejected("cannot convert value of type 'Tensor' to expected argument type 'Variable'"), "_ = v.mm(t)", nil),
          (rejected("cannot convert value of type 'Variable' to specified type 'Tensor'"), "let taken: Tensor = v", nil),
          (rejected("cannot convert value of type 'Tensor' to specified type 'Variable'"), "let given: LegacyVariable.Variable = t", nil),
        ]
      ]))
    #expect(report.failures.map(\.message) == [])
    #expect(report.passed == 7)
  }
}
