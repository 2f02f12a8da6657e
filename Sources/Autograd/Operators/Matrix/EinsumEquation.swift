/// The equation of an Einstein sum, `"ij,jk->ik"`, read letter by letter.
struct EinsumEquation {
  enum Subscript: Hashable {
    /// A letter by its rank: capitals come before small letters.
    case letter(Int)
    case ellipsis
  }

  private(set) var operands: [[Subscript]] = [[]]
  /// What stands after the arrow; nil without an arrow.
  private(set) var output: [Subscript]?

  init(_ text: String, operandCount: Int, at site: CallSite) {
    let bytes = Array(text.utf8)
    var i = 0
    var hasEllipsis = false
    while i < bytes.count {
      switch bytes[i] {
      case UInt8(ascii: " "): break
      case UInt8(ascii: "."):
        let place = output == nil ? "operand \(operands.count - 1)" : "output"
        if hasEllipsis {
          fail(
            "einsum(): found '.' for \(place) \(output == nil ? "for which an ellipsis" : "but an ellipsis (...)") was already found",
            at: site)
        }
        if i + 2 >= bytes.count || bytes[i + 1] != UInt8(ascii: ".") || bytes[i + 2] != UInt8(ascii: ".") {
          fail("einsum(): found '.' for \(place) that is not part of any ellipsis\(output == nil ? "" : " (...)")", at: site)
        }
        i += 2
        hasEllipsis = true
        append(.ellipsis)
      case UInt8(ascii: ",") where output == nil:
        if operands.count == operandCount {
          fail("einsum(): fewer operands were provided than specified in the equation", at: site)
        }
        operands.append([])
        hasEllipsis = false
      case UInt8(ascii: "-") where output == nil && i + 1 < bytes.count && bytes[i + 1] == UInt8(ascii: ">"):
        i += 1
        output = []
        hasEllipsis = false
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): append(.letter(Int(bytes[i] - UInt8(ascii: "A"))))
      case UInt8(ascii: "a")...UInt8(ascii: "z"): append(.letter(Int(bytes[i] - UInt8(ascii: "a")) + 26))
      default:
        fail(
          "einsum(): invalid subscript given at index \(i) in the equation string, subscripts must be in [a-zA-Z]", at: site)
      }
      i += 1
    }
    if operands.count < operandCount {
      fail("einsum(): more operands were provided than specified in the equation", at: site)
    }
    refuseOddOutput(at: site)
  }

  private mutating func append(_ label: Subscript) {
    if output == nil { operands[operands.count - 1].append(label) } else { output!.append(label) }
  }

  private func refuseOddOutput(at site: CallSite) {
    guard let output else { return }
    let known = Set(operands.joined())
    var seen = Set<Subscript>()
    for case .letter(let letter) in output {
      if !seen.insert(.letter(letter)).inserted {
        fail("einsum(): output subscript \(Self.name(letter)) appears more than once in the output", at: site)
      }
      if !known.contains(.letter(letter)) {
        fail(
          "einsum(): output subscript \(Self.name(letter)) does not appear in the equation for any input operand", at: site)
      }
    }
  }

  /// The output's subscripts: those after the arrow, else the ellipsis and the letters that appear once, in alphabetical order.
  var outputSubscripts: [Subscript] {
    if let output { return output }
    var counts = Array(repeating: 0, count: 52)
    for case .letter(let letter) in operands.joined() { counts[letter] += 1 }
    let ellipsis: [Subscript] = operands.joined().contains(.ellipsis) ? [.ellipsis] : []
    return ellipsis + counts.indices.filter { counts[$0] == 1 }.map { .letter($0) }
  }

  static func name(_ letter: Int) -> Character {
    Character(UnicodeScalar(letter < 26 ? UInt8(ascii: "A") + UInt8(letter) : UInt8(ascii: "a") + UInt8(letter - 26)))
  }
}
