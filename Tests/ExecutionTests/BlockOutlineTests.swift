import Testing

@testable import Execution

@Suite("A block's declarations are told from its statements")
struct BlockOutlineTests {
  private func names(_ source: String) -> [String] { BlockOutline(source).declarations.map(\.name) }

  @Test(
    "declarations of every kind are found, statements are not",
    arguments: [
      ("struct A { var x = 1 }\nlet a = A()", ["A"]),
      ("final class B<T: Equatable>: Base where T: P {\n}\n", ["B"]),
      ("@discardableResult\nfunc f(_ g: () -> Int = { 3 }) -> Int { g() }", ["f"]),
      ("@available(*, deprecated) public enum E { case a, b }", ["E"]),
      ("extension Int { func up() -> Int { self + 1 } }", ["Int"]),
      ("typealias Pair = (Int,\n  Int)\nlet p: Pair = (1, 2)", ["Pair"]),
      ("typealias F = (Int) ->\n  Int\nprint(1)", ["F"]),
      ("protocol P { func f() }", ["P"]),
      ("let classes = [1]\nprint(classes.structure)", []),
      ("if true { struct Inner {} }", []),
      ("let text = \"struct A {}\"", []),
      ("// struct A {}\n/* class B { /* nested */ } */ let x = 1", []),
      ("let x = 1; struct A {}", ["A"]),
      ("func + (a: A, b: A) -> A { a }", ["+"]),
      ("prefix func - (a: A) -> A { a }", ["-"]),
      ("actor Counter { var n = 0 }", ["Counter"]),
      ("let actor = 3\nactor + 1", []),
      ("import Foundation\nimport struct Glibc.stat\nprint(1)", ["import Foundation", "import struct Glibc.stat"]),
      ("infix operator **: Precedence\nprecedencegroup Precedence { associativity: left }", ["operator", "Precedence"]),
    ])
  func declarations(_ source: String, _ expected: [String]) { #expect(names(source) == expected) }

  @Test(
    "strings of all kinds hide what is in them",
    arguments: [
      #"let s = "a \( "}" + f("{") ) b""#, "let s = \"\"\"\n  { \" struct A {\n  \"\"\"\nlet t = 1", ##"let s = #"\( } " "#"##,
      ##"let s = #"\#(x) } "#"##, #"let s = "\\""#, #"let s = "\"{""#, "let r = #/ { \\/ /#", "let c = \"{\" // }", "let q = \"\\u{7D}\"",
    ])
  func strings(_ source: String) {
    let outline = BlockOutline(source)
    #expect(outline.isBalanced)
    #expect(outline.declarations.isEmpty)
  }

  @Test("what is not closed is not balanced", arguments: ["{", "}", "(", "let s = \"abc", "/* /* */", "\"\"\"\nabc", "f(\"\\(x\")"])
  func unbalanced(_ source: String) { #expect(!BlockOutline(source).isBalanced) }

  @Test(
    "variables are the names that patterns bind at the block's level",
    arguments: [
      ("let a = 1, b = 2", ["a", "b"]), ("var (c, d) = (1, 2)", ["c", "d"]), ("guard let e = f() else { fatalError() }", ["e"]),
      ("func f() { let inner = 1 }", []), ("lazy var g: Int = 3", ["g"]), ("let h: [String: Int] = [:]", ["h"]),
    ])
  func variables(_ source: String, _ expected: [String]) { #expect(BlockOutline(source).variables.isSuperset(of: expected)) }

  @Test(
    "names bound inside a declaration are not free in it",
    arguments: [
      ("func f(_ x: Int) -> Int { x + y }", "y", "x"),
      ("struct A { var x = 1; func g() -> Int { x + z } }", "z", "x"),
      ("func f() { for i in 0..<n { print(i) } }", "n", "i"),
      ("func f() { [1].map { v in v + w } }", "w", "v"),
      ("func f() { g(label: value.member) }", "value", "member"),
      ("func f() { g(label: value) }", "value", "label"),
      ("func f(a b: Int = c) { print(b) }", "c", "b"),
      ("enum E { case one(Int); func g() -> E { .one(k) } }", "k", "one"),
    ])
  func freeNames(_ source: String, _ free: String, _ bound: String) throws {
    let outline = BlockOutline(source)
    let names = outline.freeNames(of: try #require(outline.declarations.first))
    #expect(names.contains(free))
    #expect(!names.contains(bound))
  }
}
