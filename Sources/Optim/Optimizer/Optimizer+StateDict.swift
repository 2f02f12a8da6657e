import Autograd

extension Optimizer {
  /// All that is needed to go on exactly from here: PyTorch's `state_dict()`.
  ///
  /// The tensors are the optimizer's own, as in PyTorch: later steps write into them. `clone()` those that are to stay as they are.
  public final func stateDict() -> OptimizerState {
    for hook in hooks.beforeSaving.hooks { hook(self) }
    var numbers: [ObjectIdentifier: Int] = [:]
    var next = 0
    let groups = paramGroups.map { group in
      for (place, parameter) in group.params.enumerated() where numbers[ObjectIdentifier(parameter)] == nil {
        numbers[ObjectIdentifier(parameter)] = next + place
      }
      next += group.params.count
      return OptimizerState.Group(options: group.options, params: group.params.map { numbers[ObjectIdentifier($0)]! })
    }
    var kept: [Int: NamedValues] = [:]
    for (parameter, values) in state {
      if let number = numbers[ObjectIdentifier(parameter)] { kept[number] = values }
    }
    var result = OptimizerState(state: kept, paramGroups: groups)
    for hook in hooks.afterSaving.hooks { result = hook(self, result) ?? result }
    return result
  }

  /// Goes on from a state that `stateDict()` gave, here or in PyTorch: PyTorch's `load_state_dict`.
  ///
  /// The parameters are this optimizer's, matched by their order. Tensors are copied, so that a step of this optimizer writes neither
  /// into another one's state nor into a mapped file, and take the dtype that they have here. Options that the state lacks are the
  /// defaults.
  ///
  /// - Throws: `OptimizerError` where the groups, an option or a tensor's shape don't fit; then nothing has changed.
  public final func loadStateDict(_ state: OptimizerState) throws(OptimizerError) {
    var loaded = state
    for hook in hooks.beforeLoading.hooks { loaded = hook(self, loaded) ?? loaded }
    if loaded.paramGroups.count != paramGroups.count {
      throw OptimizerError("loaded state dict has a different number of parameter groups")
    }
    var groups: [ParamGroup] = []
    var states = ParameterStates()
    for (index, (group, saved)) in zip(paramGroups, loaded.paramGroups).enumerated() {
      if group.params.count != saved.params.count {
        throw OptimizerError("loaded state dict contains a parameter group that doesn't match the size of optimizer's group")
      }
      groups.append(ParamGroup(group.params, try options(of: saved, for: group, index: index)))
    }
    for (group, saved) in zip(groups, loaded.paramGroups) {
      for (parameter, number) in zip(group.params, saved.params) {
        guard let values = loaded.state[number] else { continue }
        states[parameter] = try adopted(values, parameter, number: number, in: group)
      }
    }
    paramGroups = groups
    self.state = states
    for hook in hooks.afterLoading.hooks { hook(self) }
  }

  private func options(of saved: OptimizerState.Group, for group: ParamGroup, index: Int) throws(OptimizerError) -> NamedValues {
    var options = saved.options
    for (name, value) in defaults {
      guard let given = options[name] else {
        options[name] = value
        continue
      }
      if !given.canReplace(value) {
        throw OptimizerError("loaded state dict: the option '\(name)' of parameter group \(index) is \(given), where \(value) was expected")
      }
    }
    if options["param_names"] == nil { options["param_names"] = group["param_names"] }
    return options
  }

  private func adopted(
    _ values: NamedValues, _ parameter: Tensor, number: Int, in group: ParamGroup
  ) throws(OptimizerError) -> NamedValues {
    let fresh = initialState(of: parameter, gradient: parameter, in: group)
    var result = NamedValues()
    for (name, value) in values {
      // Old files have a number where a tensor is now.
      if let form = fresh[name]?.tensor, form.dim == 0, value.tensor == nil, let number = value.double {
        result[name] = .tensor(Tensor(number, dtype: form.dtype))
      } else {
        result[name] = value.copied(isCounter: name == "step", like: fresh[name]?.tensor ?? parameter)
      }
    }
    try check(result, against: fresh, of: parameter, number: number)
    return result
  }

  /// Refuses a tensor of a state that is missing or has another shape than the steps write to.
  static func check(_ value: OptimizerValue?, _ name: String, hasShape shape: [Int], number: Int) throws(OptimizerError) {
    guard let tensor = value?.tensor else {
      throw OptimizerError("loaded state dict: the state of parameter \(number) has no tensor '\(name)'")
    }
    if tensor.shape != shape {
      throw OptimizerError(
        "loaded state dict: size mismatch for '\(name)' of parameter \(number): the state has a shape of \(tensor.shape), the optimizer "
          + "needs \(shape)")
    }
  }
}

extension OptimizerValue {
  /// Whether this may stand where a default of another value was: numbers for numbers, anything where the default is None.
  fileprivate func canReplace(_ value: OptimizerValue) -> Bool {
    switch value {
    case .null, .string, .tensor, .dictionary, .counts: true
    case .bool: bool != nil || isNull
    case .int, .double: double != nil
    case .tuple(let form), .list(let form):
      members.map { $0.count == form.count && zip($0, form).allSatisfy { $0.canReplace($1) } } ?? false
    }
  }

  /// The same with tensors of its own, of the dtype of `form` (a count of steps keeps its own).
  fileprivate func copied(isCounter: Bool = false, like form: Tensor) -> OptimizerValue {
    switch self {
    case .tensor(let tensor):
      let dtype = isCounter || !form.dtype.isFloatingPoint ? tensor.dtype : form.dtype
      return .tensor(noGrad { dtype == tensor.dtype ? tensor.detach().clone() : tensor.detach().to(dtype) })
    case .tuple(let values): return .tuple(values.map { $0.copied(like: form) })
    case .list(let values): return .list(values.map { $0.copied(like: form) })
    default: return self
    }
  }
}
