import Glibc

/// Turns the elements of one tensor into texts of one width. Which notation and which width, all of them decide together.
struct ElementFormatter {
  private enum Notation {
    /// Floating numbers that are all integral: `3.`
    case integral
    case fixed
    case scientific
  }

  private let notation: Notation
  private let precision: Int
  /// Of the widest element. Zeros, nan and inf don't count, as in PyTorch: they may be wider.
  private(set) var width = 1

  init(_ values: ShownElements.Values, _ options: PrintOptions) {
    precision = options.precision
    switch values {
    case .floating(let numbers):
      let counted = numbers.filter { $0.isFinite && $0 != 0 }
      notation = Self.notation(for: counted, options)
      for number in counted { width = max(width, text(of: number).utf8.count) }
    case .integers(let numbers):
      notation = .integral
      for number in numbers { width = max(width, String(number).utf8.count) }
    case .bools(let bools):
      notation = .integral
      for bool in bools { width = max(width, Self.text(of: bool).utf8.count) }
    }
  }

  private static func notation(for numbers: [Double], _ options: PrintOptions) -> Notation {
    var (smallest, largest) = (Double.infinity, 0.0)
    var areIntegral = true
    for number in numbers {
      smallest = min(smallest, abs(number))
      largest = max(largest, abs(number))
      if number != number.rounded(.up) { areIntegral = false }
    }
    if numbers.isEmpty { return .integral }
    if options.sciMode ?? (largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4) { return .scientific }
    return areIntegral ? .integral : .fixed
  }

  /// The texts of all elements, each set to the right of the common width.
  func texts(of values: ShownElements.Values) -> [String] {
    switch values {
    case .floating(let numbers): numbers.map { padded(text(of: $0)) }
    case .integers(let numbers): numbers.map { padded(String($0)) }
    case .bools(let bools): bools.map { padded(Self.text(of: $0)) }
    }
  }

  private func padded(_ text: String) -> String {
    String(repeating: " ", count: max(width - text.utf8.count, 0)) + text
  }

  private static func text(of bool: Bool) -> String { bool ? "True" : "False" }

  private func text(of number: Double) -> String {
    // Said here, because C prints the sign of a nan.
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    switch notation {
    case .integral: return Self.print("%.*f", 0, number) + "."
    case .fixed: return Self.print("%.*f", precision, number)
    case .scientific: return Self.print("%.*e", precision, number)
    }
  }

  private static func print(_ format: String, _ precision: Int, _ number: Double) -> String {
    // The largest Double has 309 digits before the point.
    let capacity = 320 + precision
    return withVaList([Int32(precision), number]) { arguments in
      String(unsafeUninitializedCapacity: capacity) { buffer in
        buffer.withMemoryRebound(to: CChar.self) { Int(vsnprintf($0.baseAddress!, capacity, format, arguments)) }
      }
    }
  }
}
