/// Something that a check says: in order, they are a check's answer.
public enum Answer: Hashable, Sendable {
  /// An input that it drew.
  case input(Input)
  /// What came out of what the learner wrote.
  case observation(Observation)
  /// A wrong value that the next observation may have, and the sentence for the learner who has it.
  case mistake(ObservedValue, sentence: String)
  /// The check ran to its end.
  case end

  /// An input that a check drew.
  public struct Input: Hashable, Sendable {
    /// Where the check's code draws it: the line, and the column in UTF-8 bytes, of the call.
    public var line: Int
    /// The column.
    public var column: Int
    /// How it prints.
    public var text: String

    /// An input.
    public init(line: Int, column: Int, text: String) {
      self.line = line
      self.column = column
      self.text = text
    }
  }
}

/// What a check saw.
public struct Observation: Hashable, Sendable {
  /// What the check's author calls it; empty where it has no name.
  public var label: String
  /// What the learner reads when it differs.
  public var says: String?
  /// For numbers, relative and absolute; nil for that of the dtype.
  public var tolerance: Double?
  /// Where the check's code observes it.
  public var line: Int
  /// What it saw.
  public var value: ObservedValue
  /// How it prints: for display alone.
  public var text: String

  /// An observation.
  public init(label: String = "", says: String? = nil, tolerance: Double? = nil, line: Int = 0, value: ObservedValue, text: String = "") {
    self.label = label
    self.says = says
    self.tolerance = tolerance
    self.line = line
    self.value = value
    self.text = text
  }
}

/// How large an answer may be. What a check has to say is far smaller; what is larger is not read.
public enum AnswerLimits {
  /// Bytes of a whole answer.
  public static let bytes = 32 << 20
  /// What an answer says, observations and all.
  public static let items = 4096
  /// The values in all of them; a tensor is one, a list one more than what it holds.
  public static let values = 1 << 18
  /// The elements of one tensor.
  public static let elements = 1 << 20
  /// The dimensions of one tensor.
  public static let dimensions = 64
  /// Lists in lists.
  public static let depth = 16
  /// Bytes of a text that is compared.
  public static let comparedText = 1 << 20
  /// Bytes of a text that is shown.
  public static let shownText = 4096
}
