import Testing

@testable import GoldenTraces

@Suite("JSON")
struct JSONParserTests {
  @Test("whole numbers and floating-point numbers stay apart")
  func numbers() throws {
    #expect(try JSON(parsing: "2") == .integer(2))
    #expect(try JSON(parsing: "2.0") == .float(2))
    #expect(try JSON(parsing: "-3e2") == .float(-300))
    #expect(try JSON(parsing: "9223372036854775807") == .integer(.max))
    #expect(try JSON(parsing: "-9223372036854775808") == .integer(.min))
    #expect(try JSON(parsing: "9223372036854775808") == .float(9223372036854775808))
    #expect(try JSON(parsing: "1.15329013045") == .float(1.15329013045))
  }

  @Test("values nest, and members keep their order")
  func nesting() throws {
    let json = try JSON(parsing: #" {"b": [1, {"c": null}], "a": [true, false, []], "d": {}} "#)
    guard case .object(let object) = json else {
      Issue.record("not an object")
      return
    }
    #expect(object.members.map(\.name) == ["b", "a", "d"])
    #expect(object["b"] == .array([.integer(1), .object(JSONObject(members: [.init(name: "c", value: .null)]))]))
    #expect(object["a"] == .array([.bool(true), .bool(false), .array([])]))
    #expect(object["e"] == nil)
  }

  @Test("escapes and surrogate pairs give their characters")
  func strings() throws {
    #expect(try JSON(parsing: #""a\n\t\"\\\/\u00e9\ud83d\ude00é""#) == .string("a\n\t\"\\/é😀é"))
  }

  @Test(
    "what is no JSON is refused",
    arguments: [
      "", " ", "tru", "nul", "[1,]", "[1 2]", "{\"a\" 1}", "{a: 1}", "{\"a\": 1,}", "\"open", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
      "1.2.3", "-",
      "1e", "[1] 2", "--1", "\"line\nend\"", String(repeating: "[", count: 100_000),
    ])
  func refusals(text: String) {
    #expect(throws: JSONError.self) { try JSON(parsing: text) }
  }

  @Test("an error names the column")
  func errorColumn() {
    #expect(throws: JSONError(reason: "',' or ']' expected", offset: 3)) { try JSON(parsing: "[1 2]") }
    #expect("\(JSONError(reason: "unexpected end", offset: 0))" == "unexpected end at column 1")
  }
}
