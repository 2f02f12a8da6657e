import Observations

/// Holds what came out against what the reference gives, and says the first thing that differs.
struct Comparison {
  /// For numbers; nil for that of the dtype.
  let tolerance: Double?
  /// Values, shapes and dtypes alone: not whether gradients are required, nor the graph.
  var comparesValuesAlone = false

  /// - Returns: nil where nothing differs.
  func difference(_ found: ObservedValue, from expected: ObservedValue) -> Difference? {
    switch (found, expected) {
    case (.none, .none): nil
    case (.bool(let found), .bool(let expected)): found == expected ? nil : Difference("it is \(found), and should be \(expected)")
    case (.int(let found), .int(let expected)): found == expected ? nil : Difference("it is \(found), and should be \(expected)")
    case (.number(let found, let isFloat), .number(let expected, let expectedIsFloat)) where isFloat == expectedIsFloat:
      (tolerance.map { Tolerance($0) } ?? Tolerance(isFloat ? .float32 : .float64)).allows(found, for: expected)
        ? nil : Difference("it is \(found), and should be \(expected)")
    case (.string(let found), .string(let expected)): text(found, expected)
    case (.dtype(let found), .dtype(let expected)):
      found == expected ? nil : Difference("it is \(Self.short(found)), and should be \(expected)")
    case (.tensor(let found), .tensor(let expected)): tensor(found, expected)
    case (.list(let found), .list(let expected)): list(found, expected)
    case (.entries(let found), .entries(let expected)): entries(found, expected)
    case (.thrown(let found), .thrown(let expected)): failure(found, expected, "throw", "the error")
    case (.trapped(let found), .trapped(let expected)): failure(found, expected, "trap", "the message")
    case (.printed(let found), .printed(let expected)): text(found, expected)
    case (.none, _): Difference("it is nil, and should be \(Self.kind(of: expected))")
    case (_, .none): Difference("it is \(Self.kind(of: found)), and should be nil")
    default: Difference("it is \(Self.kind(of: found)), and should be \(Self.kind(of: expected))")
    }
  }

  // MARK: Tensors

  private func tensor(_ found: ObservedTensor, _ expected: ObservedTensor) -> Difference? {
    if found.shape != expected.shape { return Difference("its shape is \(found.shape), and should be \(expected.shape)") }
    if found.element != expected.element { return Difference("its dtype is \(found.element), and should be \(expected.element)") }
    if let difference = elements(found, expected) { return difference }
    if comparesValuesAlone { return nil }
    if found.requiresGrad != expected.requiresGrad {
      if !expected.requiresGrad { return Difference("it requires grad, and should not") }
      let why = expected.isLeaf ? "the graph is cut, or nothing has set its requiresGrad" : "the graph is cut"
      return Difference("it does not require grad, and should: \(why)")
    }
    guard let expectedGraph = expected.graph else { return nil }
    guard let graph = found.graph else { return Difference("its place in the graph is not told") }
    if found.isLeaf != expected.isLeaf {
      return Difference(expected.isLeaf ? "it is no leaf, and should be one" : "it is a leaf, and should not be one")
    }
    guard graph.node != expectedGraph.node else { return nil }
    return Difference("its gradFn is \(graph.node.map(Self.short) ?? "nil"), and should be \(expectedGraph.node ?? "nil")")
  }

  private func elements(_ found: ObservedTensor, _ expected: ObservedTensor) -> Difference? {
    guard let values = Elements(found), let expectedValues = Elements(expected) else {
      if found.bytes == nil, expected.bytes == nil { return nil }
      return Difference(found.bytes == nil ? "it has no data: its device is meta" : "it has data, and should be on the device meta")
    }
    guard values.count == expectedValues.count else { return Difference("its values are not as many as its shape says") }
    let tolerance = tolerance.map { Tolerance($0) } ?? Tolerance(expected.element)
    var first: Int?
    var count = 0
    for (index, (value, expectedValue)) in zip(values, expectedValues).enumerated() {
      if Self.agree(value, expectedValue, tolerance) { continue }
      first = first ?? index
      count += 1
    }
    guard let first else { return nil }
    let place = Self.place(ofElement: first, in: expected.shape)
    let others = count == 1 ? values.count == 1 ? "" : "; it is the only one" : "; \(count) of \(values.count) differ"
    if place.isEmpty { return Difference("it is \(values[first]), and should be \(expectedValues[first])") }
    return Difference("the first value that differs, at \(place), is \(values[first]), and should be \(expectedValues[first])\(others)")
  }

  private static func agree(_ found: Elements.Number, _ expected: Elements.Number, _ tolerance: Tolerance) -> Bool {
    switch (found, expected) {
    case (.floating(let found), .floating(let expected)): tolerance.allows(found, for: expected)
    // As integers, where a Double would lose digits.
    case (.integer(let found), .integer(let expected)):
      found == expected || tolerance.absolute > 0 && tolerance.allows(Double(found), for: Double(expected))
    default: found == expected
    }
  }

  /// The index of an element, a number a dimension.
  static func place(ofElement index: Int, in shape: [Int]) -> [Int] {
    var place: [Int] = []
    var rest = index
    for size in shape.reversed() {
      place.append(rest % max(size, 1))
      rest /= max(size, 1)
    }
    return place.reversed()
  }

  // MARK: Collections and texts

  private func list(_ found: [ObservedValue], _ expected: [ObservedValue]) -> Difference? {
    for (index, (value, expectedValue)) in zip(found, expected).enumerated() {
      if let difference = difference(value, from: expectedValue) { return difference.inside("[\(index)]") }
    }
    if found.count == expected.count { return nil }
    return Difference("it has \(Self.count(found.count, "element")), and should have \(expected.count)")
  }

  private func entries(_ found: [ObservedValue.Entry], _ expected: [ObservedValue.Entry]) -> Difference? {
    let keys = found.map(\.key)
    let expectedKeys = expected.map(\.key)
    if let missing = expectedKeys.first(where: { !keys.contains($0) }) {
      return Difference("there is no \"\(missing)\" in it; it has \(Self.names(keys))")
    }
    if let extra = keys.first(where: { !expectedKeys.contains($0) }) {
      return Difference("there is a \"\(Self.short(extra))\" in it that should not be there; it should have \(Self.names(expectedKeys))")
    }
    if keys != expectedKeys {
      return Difference("its keys are \(Self.names(keys)), and should be, in this order, \(Self.names(expectedKeys))")
    }
    for (value, expectedValue) in zip(found, expected) {
      if let difference = difference(value.value, from: expectedValue.value) { return difference.inside("[\"\(value.key)\"]") }
    }
    return nil
  }

  private func text(_ found: String, _ expected: String) -> Difference? {
    if found.utf8.elementsEqual(expected.utf8) { return nil }
    if found.isEmpty { return Difference("it is empty, and should be \(Self.quoted(expected))") }
    return Difference("it is \(Self.quoted(found)), and should be \(Self.quoted(expected))")
  }

  private func failure(_ found: String?, _ expected: String?, _ verb: String, _ text: String) -> Difference? {
    switch (found, expected) {
    case (nil, nil): nil
    case (nil, let expected?): Difference("it does not \(verb), and should, with \(Self.quoted(expected))")
    case (let found?, nil): Difference("it \(verb)s \(Self.quoted(found)), and should not")
    case (let found?, let expected?):
      found == expected ? nil : Difference("\(text) is \(Self.quoted(found)), and should be \(Self.quoted(expected))")
    }
  }

  // MARK: Words

  private static func quoted(_ text: String) -> String {
    text.count > 400 ? "\"\(text.prefix(400))…\"" : "\"\(text)\""
  }

  /// A name that may be no name: its beginning.
  private static func short(_ name: String) -> String { name.count > 80 ? "\(name.prefix(80))…" : name }

  private static func names(_ keys: [String]) -> String {
    keys.isEmpty ? "none" : keys.prefix(40).map { "\"\(short($0))\"" }.joined(separator: ", ")
  }

  private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  static func kind(of value: ObservedValue) -> String {
    switch value {
    case .none: "nil"
    case .bool(let value): "the Bool \(value)"
    case .int(let value): "the Int \(value)"
    case .number(let value, let isFloat): "the \(isFloat ? "Float" : "Double") \(value)"
    case .string(let text): "the String \(quoted(text))"
    case .dtype(let name): "the dtype \(short(name))"
    case .tensor(let tensor): "a tensor of shape \(tensor.shape) and dtype \(tensor.element)"
    case .list(let values): "an array of \(count(values.count, "element"))"
    case .entries(let entries): "a collection of \(names(entries.map(\.key)))"
    case .thrown: "whether an error is thrown"
    case .trapped: "whether it traps"
    case .printed: "what is printed"
    }
  }
}

/// What differs, in words: a sentence without its full stop, that goes on from the name of what was observed.
struct Difference: Hashable {
  /// Where in a collection: `["weight"]`.
  var place = ""
  var text: String

  init(_ text: String) { self.text = text }

  func inside(_ index: String) -> Difference {
    var difference = self
    difference.place = index + place
    return difference
  }

  /// The sentence.
  var sentence: String { place.isEmpty ? text : "\(place): \(text)" }
}
