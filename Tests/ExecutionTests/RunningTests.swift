import Glibc
import Testing

@testable import Execution

@Suite("Chapters through the real compiler", .serialized)
struct RunningTests {
  @Test("what a main.swift takes, a section takes")
  func everything() async throws {
    let report = try await TemporaryBook.report(
      chapter([
        [("", "let x = 2\nfunc twice() -> Int { x * 2 }\nprint(twice())", "4"), ("", "print(x + twice())", "6")],
        [("", "var n = 0\nstruct Counter { func up() { n += 1 } }\nCounter().up()\nprint(n)", "1")],
        [("", "class Model {}\nextension Model: CustomStringConvertible { var description: String { \"m\" } }\nprint(Model())", "m")],
        [("", "class Model {}\nprint(Model())\ndefer { print(\"last\") }", "main.Model\nlast")],
        [("", "infix operator **\nfunc ** (a: Int, b: Int) -> Int { a * b }\nprint(2 ** 3)", "6")],
        [("", "func f() async -> Int { 3 }\nprint(await f())", "3")],
        [("", "extension Int: @retroactive Error {}\ndo { throw 3 } catch { print(error) }", "3")],
        [
          (
            "",
            "print(#function, #line)\nfunc even(_ n: Int) -> Bool { n == 0 || odd(n - 1) }\nfunc odd(_ n: Int) -> Bool { n != 0 && even(n - 1) }\nprint(even(4))",
            "main [...]\ntrue"
          )
        ],
        [("", "protocol P { associatedtype T }\nstruct G<T>: P { var t: T }\nlet p: any P = G(t: 1)\nprint(p is any P)", "true")],
      ]))
    #expect(report.failures.map(\.message) == [])
    #expect(report.passed == report.blocks)
  }

  @Test("each promise is kept, or its breach is a failure")
  func promises() async throws {
    let report = try await TemporaryBook.report(
      chapter([
        [
          ("", "struct E: Error {}\nvar n = 0", nil), ("throws=\"E()\"", "n = 5\nthrow E()", nil), ("", "print(n)", "5"),
          ("traps=\"no luck\"", "n = 9\nprint(\"before\")\nfatalError(\"no luck\")", "before"), ("", "print(n)", "5"),
          ("rejected=\"cannot find 'zz'\"", "print(zz, n)", nil), ("compile-only", "n = 7", nil), ("", "print(n)", "5"),
        ],
        [
          ("throws=\"x\"", "print()", nil), ("throws=\"other\"", "struct D: Error {}\nthrow D()", nil), ("traps=\"x\"", "_ = 1", nil),
          ("traps=\"other\"", "fatalError(\"this\")", nil), ("rejected=\"x\"", "let fine = 1", nil),
          ("rejected=\"other\"", "let bad: Int = \"\"", nil), ("", "print(1)", nil),
        ],
      ]))
    #expect(report.failures.map(\.kind) == ["promise", "promise", "promise", "promise", "promise", "promise", "output"])
    #expect(report.passed == 8)
  }

  @Test("faults are placed at their line, and cost their own section alone")
  func places() async throws {
    let report = try await TemporaryBook.report(
      """
      # A

      ## Overflow
      ```swift
      var small: Int8 = 127
      small += Int8(CommandLine.arguments.count)
      ```
      ## Thrown
      ```swift
      struct E: Error {}
      func f() throws { throw E() }

      try f()
      ```
      ## Does not compile
      - in a list

        ```swift
        let a = 1
        let b: String = a
        ```
      ## Index
      ```swift
      let numbers = [1]
      print(numbers[CommandLine.arguments.count])
      ```
      ## Well
      ```swift
      print("well")
      ```
      ```output
      well
      ```
      """)
    #expect(report.summary == ["6 trap", "11 throw", "20 compile", "25 trap"])
    #expect(report.failures[2].position.column == 19)
    #expect(report.failures[2].message.contains("cannot convert value") && report.failures[2].message.contains("^"))
    #expect(report.passed == 1)
  }

  @Test("the C library is there for a section that imports it, and for a starter, and for no other")
  func cLibrary() async throws {
    let report = try await TemporaryBook.report(
      """
      # A
      ```swift exercise=root
      import Glibc
      func root(_ square: Double) -> Double { sqrt(square) }
      ```
      ## Without
      ```swift
      print(sqrt(16.0))
      ```
      ## With
      ```swift
      import Glibc
      var status = stat()
      print(sqrt(16.0), stat("/", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR)
      ```
      ```output
      4.0 true
      ```
      """)
    #expect(report.summary == ["8 compile"])
    #expect(report.failures.first?.message.contains("sqrt") == true)
    #expect(report.passed == 1)
  }

  @Test("hostile blocks end in an error each, and nothing is lost")
  func hostile() async throws {
    let report = try await TemporaryBook.report(
      chapter([
        [("", "import Glibc\nwhile true { print(\"0123456789012345678901234567890123456789012345678901234567890123456789\") }", nil)],
        [("", "exit(0)", nil), ("", "print(1)", "1")],
        [("", "fclose(stdout)", nil), ("", "_ = close(1)\nprint(2)", nil)],
        [("", "_ = rmdir(\".\")\nvar buffer = [CChar](repeating: 0, count: 4096)\nrmdir(String(cString: getcwd(&buffer, 4096)))", nil)],
        [("", "print(\"there\")", "there")],
        [("", "if fork() == 0 { while true { sleep(100) } }\nprint(\"parent\")", "parent")],
        [("", "func deep(_ n: Int) -> Int { deep(n + 1) + 1 }\nprint(deep(0))", nil)],
        [("", "kill(getpid(), SIGKILL)", nil)],
      ]))
    #expect(report.failures.map(\.kind) == ["output", "exit", "output", "output", "trap", "trap"])
    #expect(report.failures[0].message.contains("16 MB"))
  }

  @Test("a block that kills the host costs no other chapter its verdict, and one that writes to the host's pipe is told so")
  func host() async throws {
    let garbage = """
      import Glibc
      var status = stat()
      for file in Int32(3)..<256 where fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO {
        let bytes = [UInt8](repeating: BYTE, count: 101)
        write(file, bytes, bytes.count)
      }
      """
    let book = try TemporaryBook([
      "01-a": chapter([
        [("", "import Glibc\nkill(getppid(), SIGKILL)\nsleep(9)", nil)], [("", "print(1)", "1")],
        [("", "defer { print(2) }", "2")],
      ]),
      "02-b": chapter([[("", garbage.replacing("BYTE", "0"), nil), ("", "print(1)", "1")]]),
      "03-c": chapter([[("", garbage.replacing("BYTE", "255"), nil), ("", "print(1)", "1")]]),
      "04-d": chapter([[("", "print(1)", "1")]]),
    ])
    defer { book.folder.remove() }
    let reports = try await book.run(["01-a", "02-b", "03-c", "04-d"])
    #expect(reports.map { $0.failures.map(\.kind) } == [["setup", "setup", "setup"], ["setup"], ["setup"], []])
    #expect(reports.last?.isAllRight == true)
  }

  @Test("a block that never ends is stopped, and so are its children")
  func endless() async throws {
    let start = ContinuousClock.now
    let report = try await TemporaryBook.report(
      chapter([[("", "while true {}", nil)], [("", "print(1)", "1")]]), RunOptions(usesCache: false, limit: .milliseconds(1500)))
    #expect(report.failures.map(\.kind) == ["timeout", "timeout"])
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test("an unchanged book is not compiled again, a changed section is, and damage is not believed")
  func cache() async throws {
    let text = chapter([[("", "print(1)", "1")], [("", "print(2)", "2"), ("", "print(3)", "4")]])
    let book = try TemporaryBook(["01-a": text])
    defer { book.folder.remove() }
    let options = RunOptions()
    #expect(try await book.run(["01-a"], options)[0].cached == 0)
    let second = try await book.run(["01-a"], options)[0]
    #expect(second.cached == 3)
    #expect(second.failures.map(\.kind) == ["output"])
    try book.write("01-a", text.replacing("print(3)", "print(4)"))
    let third = try await book.run(["01-a"], options)[0]
    #expect(third.cached == 1)
    #expect(third.isAllRight)
  }

  @Test("--update writes what is missing or differs, and then changes nothing")
  func update() async throws {
    let book = try TemporaryBook(["01-a": chapter([[("", "print(1)", nil), ("", "print(2)", "3"), ("", "print(4)", "[...]")]])])
    defer { book.folder.remove() }
    let options = RunOptions(updates: true)
    #expect(try await book.run(["01-a"], options)[0].updated == 2)
    let written = try book.text("01-a")
    #expect(written == chapter([[("", "print(1)", "1"), ("", "print(2)", "2"), ("", "print(4)", "[...]")]]))
    #expect(try await book.run(["01-a"], options)[0].updated == 0)
    #expect(try book.text("01-a") == written)
  }

  @Test("chapters that cannot be read do not stop the others")
  func unreadable() async throws {
    let book = try TemporaryBook(["01-a": chapter([[("", "print(1)", "1")]]), "02-b": "", "04-d": "# D\n\n```swift nonsense\n```\n"])
    defer { book.folder.remove() }
    try makeFolder(book.path("03-c"))
    let reports = try await book.run(["01-a", "02-b", "03-c", "04-d", "05-e"])
    #expect(reports.map(\.isAllRight) == [true, false, false, false, false])
    #expect(reports.dropFirst().allSatisfy { $0.failures.first?.kind == "chapter" })
  }

  @Test("starters and solutions are compiled, and promises about them held")
  func exercises() async throws {
    let text = """
      # A

      ```swift exercise=one
      func answer() -> Int { 0 }
      ```
      ```swift exercise=two starter=rejected
      func answer() -> Int { "" }
      ```
      ```swift exercise=three
      func answer() -> Int { }
      ```
      ```swift exercise=four starter=rejected
      func answer() -> Int { 4 }
      ```
      """
    let book = try TemporaryBook(["01-a": text])
    defer { book.folder.remove() }
    try makeFolder(book.folder.file("Solutions"))
    try replaceFile(book.folder.file("Solutions/one.swift"), with: Array("func answer() -> Int { nothing }\n".utf8))
    let report = try await book.run(["01-a"])[0]
    #expect(report.failures.map(\.kind) == ["compile", "promise", "compile"])
    #expect(report.failures.contains { $0.position.file.hasSuffix("Solutions/one.swift") && $0.position.line == 1 })
  }
}

extension String {
  fileprivate func replacing(_ old: String, _ new: String) -> String {
    guard let range = Execution.firstRange(of: old, in: self[...]) else { return self }
    return self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
