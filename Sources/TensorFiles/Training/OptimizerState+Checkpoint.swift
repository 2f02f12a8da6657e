import Autograd
import Optim

extension CheckpointValue {
  /// An optimizer's state as PyTorch's optimizers give it: `{'state': {0: {…}, …}, 'param_groups': [{…, 'params': [0, …]}]}`.
  ///
  ///     try Checkpoint.save(["model": CheckpointValue(model.stateDict()), "optimizer": CheckpointValue(adam.stateDict())], to: "checkpoint.pt")
  public init(_ state: OptimizerState) {
    var parameters = CheckpointDictionary()
    for (number, values) in state.state.sorted(by: { $0.key < $1.key }) { parameters[.int(number)] = CheckpointValue(values) }
    let groups = state.paramGroups.map { group in
      var options = CheckpointDictionary(group.options)
      options["params"] = .list(group.params.map { .int($0) })
      return CheckpointValue.dictionary(options)
    }
    self = ["state": .dictionary(parameters), "param_groups": .list(groups)]
  }

  /// A scheduler's state, or other values by name, as a `dict`.
  public init(_ values: NamedValues) { self = .dictionary(CheckpointDictionary(values)) }

  /// An option or a value of an optimizer.
  public init(_ value: OptimizerValue) {
    switch value {
    case .null: self = .null
    case .bool(let truth): self = .bool(truth)
    case .int(let number): self = .int(number)
    case .double(let number): self = .double(number)
    case .string(let text): self = .string(text)
    case .tensor(let tensor): self = .tensor(tensor)
    case .tuple(let members): self = .tuple(members.map { CheckpointValue($0) })
    case .list(let members): self = .list(members.map { CheckpointValue($0) })
    case .dictionary(let values): self = CheckpointValue(values)
    case .counts(let counts):
      var counter = CheckpointDictionary(kind: .counter)
      for (number, count) in counts.sorted(by: { $0.key < $1.key }) { counter[.int(number)] = .int(count) }
      self = .dictionary(counter)
    }
  }

  /// The value as an optimizer's state.
  ///
  ///     try adam.loadStateDict(Checkpoint.load("checkpoint.pt")["optimizer"]!.optimizerState())
  ///
  /// - Throws: If it has not the form of one: says where.
  public func optimizerState() throws(CheckpointContentError) -> OptimizerState {
    let dictionary = try dictionary("an optimizer's state")
    guard let state = dictionary["state"], let groups = dictionary["param_groups"]?.elements, dictionary.count == 2 else {
      throw CheckpointContentError(
        "an optimizer's state has 'state' and a list 'param_groups', and nothing else; here are \(dictionary.keys)")
    }
    var result = OptimizerState(state: [:], paramGroups: [])
    for (key, value) in try state.dictionary("'state'") {
      guard case .int(let number) = key else { throw CheckpointContentError("the keys of 'state' should be numbers, and one is \(key)") }
      result.state[number] = try value.namedValues("'state' of parameter \(number)")
    }
    for (place, group) in groups.enumerated() {
      var options = try group.dictionary("parameter group \(place)")
      let params = options["params"]?.elements ?? []
      let numbers = params.compactMap(\.int)
      if options["params"]?.elements == nil || numbers.count != params.count {
        throw CheckpointContentError("'params' of parameter group \(place) should be a list of numbers")
      }
      options["params"] = nil
      result.paramGroups.append(.init(options: try options.namedValues("parameter group \(place)"), params: numbers))
    }
    return result
  }

  /// The value as values by name: a scheduler's state.
  ///
  /// - Throws: If it has not the form of one: says where.
  public func namedValues() throws(CheckpointContentError) -> NamedValues { try namedValues("the state") }

  fileprivate func namedValues(_ what: String) throws(CheckpointContentError) -> NamedValues { try dictionary(what).namedValues(what) }

  /// The value as a value of an optimizer.
  fileprivate func optimizerValue(_ what: String) throws(CheckpointContentError) -> OptimizerValue {
    switch self {
    case .null: return .null
    case .bool(let truth): return .bool(truth)
    case .int(let number): return .int(number)
    case .double(let number): return .double(number)
    case .string(let text): return .string(text)
    case .tensor(let tensor): return .tensor(tensor)
    case .tuple(let members): return .tuple(try CheckpointValue.optimizerValues(members, what))
    case .list(let members): return .list(try CheckpointValue.optimizerValues(members, what))
    case .dictionary(let dictionary) where dictionary.kind == .counter: return .counts(try dictionary.counts(what))
    case .dictionary(let dictionary): return .dictionary(try dictionary.namedValues(what))
    default: throw CheckpointContentError("\(what) is \(kind), which no optimizer keeps")
    }
  }

  private static func optimizerValues(_ values: [CheckpointValue], _ what: String) throws(CheckpointContentError) -> [OptimizerValue] {
    var result: [OptimizerValue] = []
    for value in values { result.append(try value.optimizerValue("a member of " + what)) }
    return result
  }
}

extension CheckpointDictionary {
  fileprivate init(_ values: NamedValues) {
    self.init()
    for (name, value) in values { self[.string(name)] = CheckpointValue(value) }
  }

  fileprivate func namedValues(_ what: String) throws(CheckpointContentError) -> NamedValues {
    var result = NamedValues()
    for (key, value) in self {
      let name = try key.text(in: what)
      result[name] = try value.optimizerValue("'\(name)' in \(what)")
    }
    return result
  }

  fileprivate func counts(_ what: String) throws(CheckpointContentError) -> [Int: Int] {
    var result: [Int: Int] = [:]
    for (key, value) in self {
      guard case .int(let number) = key, let count = value.int else {
        throw CheckpointContentError("\(what) should count whole numbers, and has \(key): \(value)")
      }
      result[number] = count
    }
    return result
  }
}
