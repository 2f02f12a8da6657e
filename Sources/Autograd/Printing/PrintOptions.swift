import Synchronization

/// How tensors are printed: what `setPrintOptions` sets. The defaults are PyTorch's.
package struct PrintOptions: Sendable {
  /// Digits after the point.
  var precision: Int
  /// A tensor of more elements is summarised.
  var threshold: Int
  /// How many elements at each end of a dimension a summary shows.
  var edgeItems: Int
  /// In characters.
  var lineWidth: Int
  /// nil: the values decide.
  var sciMode: Bool?

  package init(precision: Int = 4, threshold: Int = 1000, edgeItems: Int = 3, lineWidth: Int = 80, sciMode: Bool? = nil) {
    self.precision = precision
    self.threshold = threshold
    self.edgeItems = edgeItems
    self.lineWidth = lineWidth
    self.sciMode = sciMode
  }

  private static let shared = Mutex(PrintOptions())

  /// The options of the process, as in PyTorch.
  static var current: PrintOptions {
    get { shared.withLock { $0 } }
    set { shared.withLock { $0 = newValue } }
  }
}

/// A set of print options to begin from.
public enum PrintProfile: String, Sendable, CaseIterable {
  /// Precision 4, threshold 1000, 3 edge items, lines of 80 characters.
  case `default`
  /// Precision 2, 2 edge items.
  case short
  /// No tensor is summarised.
  case full
}

/// Sets how tensors are printed, for the whole process: PyTorch's `torch.set_printoptions`. What is left out stays as it is, but for
/// `sciMode`, which goes back to nil.
///
/// - Parameters:
///   - precision: Digits after the point; 4 at first.
///   - threshold: A tensor of more elements is summarised by its edges; 1000 at first.
///   - edgeItems: How many elements at each end of a dimension a summary shows; 3 at first.
///   - lineWidth: In characters; 80 at first.
///   - profile: Sets all of the above at once, before the others count.
///   - sciMode: Whether numbers are printed as `1.2500e-01`; with nil the values decide.
/// - Precondition: No number is negative.
public func setPrintOptions(
  precision: Int? = nil, threshold: Int? = nil, edgeItems: Int? = nil, lineWidth: Int? = nil, profile: PrintProfile? = nil,
  sciMode: Bool? = nil, file: StaticString = #filePath, line: UInt = #line
) {
  for (name, value) in [("precision", precision), ("threshold", threshold), ("edgeItems", edgeItems), ("lineWidth", lineWidth)] {
    if let value, value < 0 { fail("setPrintOptions: \(name) must not be negative, but got \(value)", at: CallSite(file, line)) }
  }
  var options = PrintOptions.current
  switch profile {
  case .default: options = PrintOptions()
  case .short: options = PrintOptions(precision: 2, edgeItems: 2)
  case .full: options = PrintOptions(threshold: .max)
  case nil: break
  }
  if let precision { options.precision = precision }
  if let threshold { options.threshold = threshold }
  if let edgeItems { options.edgeItems = edgeItems }
  if let lineWidth { options.lineWidth = lineWidth }
  options.sciMode = sciMode
  PrintOptions.current = options
}
