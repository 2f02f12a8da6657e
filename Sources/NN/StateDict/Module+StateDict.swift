import Autograd

extension Module {
  /// The parameters and persistent buffers of this module and of all below it by their dotted names: PyTorch's `state_dict()`.
  ///
  /// Its tensors share memory with the module's and stand outside of the graph. Shared parameters stand under each of their names.
  ///
  /// - Parameters:
  ///   - prefix: What stands before every name, with its dot.
  ///   - keepVars: Whether the tensors are the module's parameters and buffers themselves.
  public final func stateDict(prefix: String = "", keepVars: Bool = false) -> StateDict {
    var stateDict = StateDict()
    write(to: &stateDict, prefix, keepVars)
    return stateDict
  }

  /// The last part of the key under which a module's extra state stands.
  private static var extraStateName: String { "_extra_state" }

  private final func write(to stateDict: inout StateDict, _ prefix: String, _ keepVars: Bool) {
    for hook in hooks?.stateDictPre.hooks ?? [] { hook(self, prefix) }
    stateDict.moduleVersions[String(prefix.dropLast())] = stateDictVersion
    let members = members
    for (name, parameter) in members.parameters { stateDict[prefix + name] = keepVars ? parameter : parameter.detach() }
    for (name, buffer) in members.buffers where buffer.isPersistent { stateDict[prefix + name] = keepVars ? buffer : buffer.detach() }
    if let extra = getExtraState() { stateDict[prefix + Self.extraStateName] = extra }
    for (name, module) in members.modules { module.write(to: &stateDict, prefix + name + ".", keepVars) }
    for hook in hooks?.stateDictPost.hooks ?? [] { hook(self, &stateDict, prefix) }
  }

  /// Copies the tensors of a state dictionary into the parameters and buffers of this module and of all below it: PyTorch's
  /// `load_state_dict`.
  ///
  /// - Parameters:
  ///   - stateDict: What `stateDict()` gave, or a file.
  ///   - strict: Whether the names must be exactly those of the module.
  ///   - assign: Whether the parameters and buffers take over the memory, dtype and device of the dictionary's tensors, without copying.
  ///     They stay the same objects, and whether they require grad stays.
  /// - Returns: Which names are missing and unexpected.
  /// - Throws: `StateDictError` where a tensor has another shape, or where names differ and `strict` is set. What fits is loaded even then.
  @discardableResult
  public final func loadStateDict(_ stateDict: StateDict, strict: Bool = true, assign: Bool = false) throws(StateDictError) -> LoadReport {
    var report = LoadReport()
    load(stateDict, prefix: "", assign: assign, &report)
    if !report.errors.isEmpty || strict && !(report.missingKeys.isEmpty && report.unexpectedKeys.isEmpty) {
      throw StateDictError(moduleName: name, report: report, isStrict: strict)
    }
    return report
  }

  private final func load(_ stateDict: StateDict, prefix: String, assign: Bool, _ report: inout LoadReport) {
    var stateDict = stateDict
    let version = stateDict.moduleVersions[String(prefix.dropLast())]
    loadFromStateDict(&stateDict, prefix: prefix, version: version, assign: assign, report: &report)
    for (name, module) in members.modules {
      module.load(stateDict.part(prefix + name + "."), prefix: prefix + name + ".", assign: assign, &report)
    }
    for hook in hooks?.loadStateDictPost.hooks ?? [] { hook(self, &report) }
  }

  /// What `loadFromStateDict` does unless a class does more.
  final func loadOwnMembers(_ stateDict: inout StateDict, prefix: String, assign: Bool, report: inout LoadReport) {
    for hook in hooks?.loadStateDictPre.hooks ?? [] { hook(self, &stateDict, prefix, &report) }
    let members = members
    let state: [(name: String, tensor: Tensor)] =
      members.parameters.map { ($0, $1) } + members.buffers.filter(\.buffer.isPersistent).map { ($0, $1) }
    for (name, tensor) in state {
      let key = prefix + name
      guard let loaded = stateDict[key] else {
        report.missingKeys.append(key)
        continue
      }
      load(loaded, into: tensor, key: key, assign: assign, &report)
    }
    let extraKey = prefix + Self.extraStateName
    let hasExtraState = getExtraState() != nil
    if hasExtraState {
      if let extra = stateDict[extraKey] { setExtraState(extra) } else { report.missingKeys.append(extraKey) }
    } else if stateDict[extraKey] != nil {
      report.unexpectedKeys.append(extraKey)
    }
    let names = Set(state.map(\.name))
    let children = Set(members.modules.map(\.name))
    for key in stateDict.keys where key.hasPrefix(prefix) && key != extraKey {
      let parts = key.dropFirst(prefix.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      let isKnown = parts.count > 1 ? children.contains(String(parts[0])) : names.contains(String(parts[0]))
      if !isKnown { report.unexpectedKeys.append(key) }
    }
  }

  private final func load(_ loaded: Tensor, into tensor: Tensor, key: String, assign: Bool, _ report: inout LoadReport) {
    var loaded = loaded.detach()
    // Files from before 0.4 hold single numbers as vectors of length 1.
    if tensor.shape == [] && loaded.shape == [1] { loaded = loaded[0] }
    (tensor as? any LazyTensor)?.materialize(loaded.shape)
    if loaded.shape != tensor.shape {
      report.errors.append(
        "size mismatch for \(key): copying a param with shape \(loaded.printedShape) from checkpoint, the shape in current model is "
          + "\(tensor.printedShape).")
      return
    }
    if assign {
      if tensor.requiresGrad && !loaded.dtype.isFloatingPoint {
        report.errors.append("\(key): a parameter that requires grad can't take over a tensor of dtype \(loaded.dtype)")
        return
      }
      tensor.data = loaded
      return
    }
    if tensor.device == .meta && loaded.device != .meta {
      Warning.say(
        "for \(key): copying from a non-meta parameter in the checkpoint to a meta parameter in the current model, which is a no-op. (Did "
          + "you mean to pass `assign=True` to assign items in the state dictionary to their corresponding key in the module instead of "
          + "copying them in place?)")
    } else if loaded.device == .meta && tensor.device != .meta {
      report.errors.append("\(key): a tensor on the meta device has no data to copy")
      return
    }
    noGrad { _ = tensor.copy_(loaded) }
  }
}

extension StateDict {
  /// The entries whose names begin with a prefix, and the versions of all modules.
  fileprivate func part(_ prefix: String) -> StateDict {
    var part = StateDict(lazy.filter { $0.key.hasPrefix(prefix) }.map { ($0.key, $0.value) })
    part.moduleVersions = moduleVersions
    return part
  }
}

extension Tensor {
  /// The sizes as PyTorch's messages name them: `torch.Size([2, 3])`.
  var printedShape: String { "torch.Size(\(shape))" }
}
