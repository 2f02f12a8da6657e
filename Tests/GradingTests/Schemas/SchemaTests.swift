import Testing

/// That the schemas' readers find what is wrong: else nothing that they pass would be shown.
@Suite("The schemas of the tests")
struct SchemaTests {
  private static let valid =
    #"{"version": 3, "status": "fail", "message": null, "tests": [{"name": "a", "status": "error", "task_id": 1}]}"#

  @Test(
    "find each kind of fault in a file for Exercism",
    arguments: [
      (valid, nil), ("{", "no JSON"), ("[]", "$: no object"), (#"{"status": "error", "message": "x"}"#, "$: no version"),
      (#"{"version": 2, "status": "error", "message": "x"}"#, "$.version: not 3"),
      (#"{"version": 3, "status": "error", "message": null}"#, "$.message: no string"),
      (#"{"version": 3, "status": "error", "message": ""}"#, "$.message: 0 characters, minLength 1"),
      (#"{"version": 3, "status": "pass"}"#, "$: no tests"), (#"{"version": 3, "status": "pass", "tests": {}}"#, "$.tests: no array"),
      (#"{"version": 3, "status": "pass", "tests": [{"name": "a", "status": "pass", "task_id": 1.5}]}"#, "$.tests[0].task_id: no integer"),
      (#"{"version": 3, "status": "pass", "tests": [{"name": "a", "status": "pass", "task_id": true}]}"#, "$.tests[0].task_id: no integer"),
      (
        #"{"version": 3, "status": "pass", "tests": [{"name": "a", "status": "pass", "task_id": 0}]}"#,
        "$.tests[0].task_id: 0.0 is below 1.0"
      ),
      (#"{"version": 3, "status": "pass", "tests": [], "extra": 1}"#, "$: extra is not foreseen"),
    ] as [(String, String?)])
  func exercism(text: String, fault: String?) throws {
    let faults = try JSONSchema("exercism-results").faults(in: text)
    #expect(fault.map(faults.contains) ?? faults.isEmpty, "\(faults)")
  }

  @Test("find a status that Gradescope does not know, and a result without points")
  func gradescope() throws {
    let schema = try JSONSchema("gradescope-results")
    #expect(schema.faults(in: #"{"tests": [{"score": 1, "status": "passed"}]}"#) == [])
    #expect(!schema.faults(in: #"{"tests": [{"score": 1, "status": "pass"}]}"#).isEmpty)
    #expect(!schema.faults(in: #"{"tests": [{"status": "passed"}]}"#).isEmpty)
  }

  @Test("do not pass over a keyword that they don't know")
  func keywords() throws {
    #expect(try JSONSchema(text: #"{"pattern": "a"}"#).faults(in: "1") == ["$: the keyword pattern is not known"])
  }

  @Test(
    "find each kind of fault in JUnit's XML",
    arguments: [
      (#"<testsuites tests="0" failures="0" errors="0"/>"#, true), (#"<testsuites tests="0" failures="0"/>"#, false),
      (#"<testsuites tests="-1" failures="0" errors="0"/>"#, false), (#"<testsuites tests="0" failures="0" errors="0" a="1"/>"#, false),
      (#"<testsuites tests="0" failures="0" errors="0">text</testsuites>"#, false),
      (#"<testsuites tests="0" failures="0" errors="0"><testcase classname="a" name="b"/></testsuites>"#, false),
      (#"<testsuites tests="0" failures="0" errors="0">"#, false), (#"<other/>"#, false),
      (#"<testsuites tests="0" failures="0" errors="0"><!-- & --></testsuites>"#, true),
      (#"<testsuites tests="0" failures="0" errors="0" name="&"/>"#, false),
      ("<testsuites tests='0' failures='0' errors='0' name='\u{7}'/>", false),
    ])
  func junit(text: String, isValid: Bool) throws { #expect(try XMLSchema("junit").faults(in: text).isEmpty == isValid) }
}
