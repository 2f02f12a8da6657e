import Autograd
import Glibc

/// How PyTorch 0.3.1 printed the numbers of one tensor: all in one notation and width.
struct NumberNotation {
  private enum Style {
    case integral, fixed, scientific
  }

  private let style: Style
  let width: Int
  /// What the numbers are divided by; 1 for nothing.
  let scale: Double

  private static let precision = 4

  init(_ values: [Double], leastWidth: Int = 0) {
    let finite = values.filter(\.isFinite).map(abs)
    let least = max(leastWidth, finite.count < values.count ? 3 : 2)
    let (smallest, largest) = (Self.exponent(finite.min()), Self.exponent(finite.max()))
    if finite.allSatisfy({ $0 == $0.rounded(.up) }) {
      let isLarge = largest > Self.precision + 1
      style = isLarge ? .scientific : .integral
      width = max(least, isLarge ? 7 + Self.precision : largest + 1)
      scale = 1
    } else if largest - smallest > Self.precision {
      style = .scientific
      width = max(least, 7 + Self.precision + (abs(largest) > 99 || abs(smallest) > 99 ? 1 : 0))
      scale = 1
    } else if largest > Self.precision + 1 || largest < 0 {
      style = .fixed
      width = max(least, 7)
      scale = pow(10, Double(largest - 1))
    } else {
      style = .fixed
      width = max(least, largest == 0 ? 7 : largest + 6)
      scale = 1
    }
  }

  /// The number of digits before the point; 1 for 0 and for no number at all.
  private static func exponent(_ magnitude: Double?) -> Int {
    guard let magnitude, magnitude != 0 else { return 1 }
    return Int(log10(magnitude).rounded(.down)) + 1
  }

  /// The line before scaled numbers; empty if they are not.
  var scaleLine: String { scale == 1 ? "" : Self.printed("%.5e", scale) + " *\n" }

  /// Before each row of scaled numbers.
  var scaleIndent: String { scale == 1 ? "" : " " }

  func text(of value: Double) -> String {
    let value = value / scale
    let text =
      if value.isNaN {
        "nan"
      } else {
        switch style {
        case .integral: Self.printed("%.0f", value)
        case .fixed: Self.printed("%.4f", value)
        case .scientific: Self.printed("%.4e", value)
        }
      }
    return String(repeating: " ", count: max(width - text.utf8.count, 0)) + text
  }

  private static func printed(_ format: String, _ value: Double) -> String {
    // The largest Double has 309 digits before the point.
    let capacity = 330
    return withVaList([value]) { arguments in
      String(unsafeUninitializedCapacity: capacity) { buffer in
        buffer.withMemoryRebound(to: CChar.self) { Int(vsnprintf($0.baseAddress!, capacity, format, arguments)) }
      }
    }
  }
}
