import CThreadState
import Synchronization

/// What is worth saying and no mistake: a line on standard error, as PyTorch's warnings are.
package enum Warning {
  /// Those that are said once in a process.
  enum Kind: Int {
    /// `backward(createGraph: true)`.
    case gradientCycle

    var text: String {
      switch self {
      case .gradientCycle:
        "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which can cause a "
          + "memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use this function, make "
          + "sure to reset the .grad fields of your parameters to None after use to break the cycle and avoid the leak."
      }
    }
  }

  private static let said = Atomic<Int>(0)

  static func once(_ kind: Kind) {
    let bit = 1 << kind.rawValue
    if said.bitwiseOr(bit, ordering: .relaxed).oldValue & bit == 0 { say(kind.text) }
  }

  /// Says it, and where in the caller's program the reason is.
  package static func say(_ text: String, at site: CallSite? = nil) {
    var line = "UserWarning: \(text)\n"
    if let site { line = "\(site.shown): " + line }
    line.withUTF8 { gb_warn($0.baseAddress!, $0.count) }
  }
}
