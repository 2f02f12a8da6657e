extension Tensor: CustomStringConvertible {
  /// PyTorch's printed form: `tensor([1., 2.], requires_grad=True)`. `setPrintOptions` says how.
  ///
  /// A parameter's begins with the line `Parameter containing:`.
  public final var description: String {
    guard let parameter = self as? Parameter else { return printed(.current) }
    return parameter.isUninitialized ? "<UninitializedParameter>" : "Parameter containing:\n" + printed(.current)
  }

  package final func printed(_ options: PrintOptions) -> String {
    let prefix = "tensor("
    var suffixes = PrintedSuffixes(lineWidth: options.lineWidth, indent: prefix.utf8.count)
    let content: String
    if device == .meta {
      suffixes.add("device='\(device)'")
      suffixes.add("size=\(printedSize)")
      if dtype != .float32 { suffixes.add("dtype=\(dtype)") }
      content = "..."
    } else if numel == 0 {
      if dim != 1 { suffixes.add("size=\(printedSize)") }
      if dtype != .float32 { suffixes.add("dtype=\(dtype)") }
      content = "[]"
    } else {
      if dtype != dtype.defaultOfCategory { suffixes.add("dtype=\(dtype)") }
      let elements = ShownElements(self, options)
      let formatter = ElementFormatter(elements.values, options)
      var layout = PrintedLayout(elements.axes, formatter.texts(of: elements.values), width: formatter.width, options)
      content = layout.text(indent: prefix.utf8.count)
    }
    if let name = printedGradFn {
      suffixes.add("grad_fn=<\(name)>")
    } else if requiresGrad {
      suffixes.add("requires_grad=True")
    }
    return suffixes.appended(to: prefix + content) + ")"
  }

  /// The sizes as Python prints a tuple: `(2, 0)`, `(3,)`.
  private final var printedSize: String {
    dim == 1 ? "(\(sizes[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
  }

  /// The node's name without its namespace. Of a view whose history can't be told any more (see `gradFn`) it is `Invalid`: printing a
  /// tensor never ends the program.
  private final var printedGradFn: String? {
    if let meta, let base = meta.base, meta.creation != .default, meta.gradFnVersion != version,
      recordedGradFn != nil || base.requiresGrad
    {
      return "Invalid"
    }
    guard let name = gradFn?.name else { return nil }
    guard let colon = name.lastIndex(of: ":") else { return name }
    return String(name[name.index(after: colon)...])
  }
}

/// Lays the texts of the elements out in brackets, rows and lines.
private struct PrintedLayout {
  private let axes: [ShownElements.Axis]
  private let options: PrintOptions
  private let width: Int
  private var texts: ArraySlice<String>

  init(_ axes: [ShownElements.Axis], _ texts: [String], width: Int, _ options: PrintOptions) {
    self.axes = axes
    self.texts = texts[...]
    self.width = width
    self.options = options
  }

  /// The whole tensor.
  ///
  /// - Parameter indent: How many characters stand before it in its line.
  mutating func text(indent: Int) -> String {
    axes.isEmpty ? texts[0] : text(dimension: 0, indent: indent)
  }

  private mutating func text(dimension: Int, indent: Int) -> String {
    if dimension == axes.count - 1 { return vector(axes[dimension], indent: indent) }
    let axis = axes[dimension]
    var parts = axis.head.map { _ in text(dimension: dimension + 1, indent: indent + 1) }
    if axis.isCut { parts.append("...") }
    parts += axis.tail.map { _ in text(dimension: dimension + 1, indent: indent + 1) }
    let lineBreaks = String(repeating: "\n", count: axes.count - dimension - 1)
    return "[" + parts.joined(separator: "," + lineBreaks + String(repeating: " ", count: indent + 1)) + "]"
  }

  private mutating func vector(_ axis: ShownElements.Axis, indent: Int) -> String {
    var parts = Array(texts.prefix(axis.head.count))
    if axis.isCut { parts.append(options.edgeItems == 0 ? "..." : " ...") }
    parts += texts.dropFirst(axis.head.count).prefix(axis.tail.count)
    texts = texts.dropFirst(axis.count)
    let perLine = max(1, (options.lineWidth - indent) / (width + 2))
    let lines = stride(from: 0, to: parts.count, by: perLine).map { start in
      parts[start..<min(start + perLine, parts.count)].joined(separator: ", ")
    }
    return "[" + lines.joined(separator: ",\n" + String(repeating: " ", count: indent + 1)) + "]"
  }
}

/// What follows the values: `dtype=torch.int32, grad_fn=<MulBackward0>`, on new lines where a line would get too long.
private struct PrintedSuffixes {
  private let lineWidth: Int
  private let indent: Int
  private var suffixes: [String] = []

  init(lineWidth: Int, indent: Int) {
    self.lineWidth = lineWidth
    self.indent = indent
  }

  mutating func add(_ suffix: String) { suffixes.append(suffix) }

  func appended(to content: String) -> String {
    var result = content
    let lastLine = content.utf8.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
    // PyTorch counts two characters more than stand there, which decides where the line breaks.
    var length = lastLine + 2
    for suffix in suffixes {
      let count = suffix.utf8.count
      if length + count + 2 > lineWidth {
        result += ",\n" + String(repeating: " ", count: indent) + suffix
        length = indent + count
      } else {
        result += ", " + suffix
        length += count + 2
      }
    }
    return result
  }
}
