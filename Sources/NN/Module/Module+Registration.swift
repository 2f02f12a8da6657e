import Autograd

extension Module {
  /// Registers a parameter under a name made at run time: PyTorch's `register_parameter`. A second one of the name takes the first's place.
  ///
  /// - Parameters:
  ///   - name: As it stands in the state dictionary.
  ///   - parameter: nil for a name that is taken and empty.
  /// - Precondition: The name is not empty, holds no dot, and no property or other member has it; the parameter is a leaf.
  public final func registerParameter(_ name: String, _ parameter: Parameter?, file: StaticString = #filePath, line: UInt = #line) {
    let site = CallSite(file, line)
    let place = runTimeMembers.parameters.firstIndex { $0.name == name }
    check(name, kind: "parameter", isKnown: place != nil, isEmpty: parameter == nil, at: site)
    if let parameter, !parameter.isLeaf {
      fail(
        "Cannot assign non-leaf Tensor to parameter '\(name)'. Model parameters must be created explicitly. To express '\(name)' as a "
          + "function of another Tensor, compute the value in the forward() method.", at: site)
    }
    if let place {
      runTimeMembers.parameters[place].parameter = parameter
    } else {
      runTimeMembers.parameters.append((name, parameter))
    }
  }

  /// Registers a buffer under a name made at run time: PyTorch's `register_buffer`. A second one of the name takes the first's place.
  ///
  /// - Parameters:
  ///   - name: As it stands in the state dictionary.
  ///   - tensor: Its memory becomes the buffer's; a `Buffer` is registered itself. nil for a name that is taken and empty.
  ///   - persistent: Whether the state dictionary holds it; a `Buffer` says so itself.
  /// - Returns: What is registered, to be read later with `buffer(named:)`.
  /// - Precondition: The name is not empty, holds no dot, and no property or other member has it.
  @discardableResult
  public final func registerBuffer(
    _ name: String, _ tensor: Tensor?, persistent: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) -> Buffer? {
    let place = runTimeMembers.buffers.firstIndex { $0.name == name }
    check(name, kind: "buffer", isKnown: place != nil, isEmpty: tensor == nil, at: CallSite(file, line))
    let buffer = tensor.map { $0 as? Buffer ?? Buffer($0, persistent: persistent) }
    if let place {
      runTimeMembers.buffers[place].buffer = buffer
    } else {
      runTimeMembers.buffers.append((name, buffer))
    }
    return buffer
  }

  /// Registers a submodule under a name made at run time: PyTorch's `register_module` and `add_module`. A second one of the name takes the
  /// first's place.
  ///
  /// - Precondition: The name is not empty, holds no dot, and no property or other member has it.
  public final func registerModule(_ name: String, _ module: Module?, file: StaticString = #filePath, line: UInt = #line) {
    let place = runTimeMembers.modules.firstIndex { $0.name == name }
    check(name, kind: "module", isKnown: place != nil, isEmpty: module == nil, at: CallSite(file, line))
    if let place {
      runTimeMembers.modules[place].module = module
    } else {
      runTimeMembers.modules.append((name, module))
    }
  }

  private final func check(_ name: String, kind: String, isKnown: Bool, isEmpty: Bool, at site: CallSite) {
    if name.contains(".") { fail("\(kind) name can't contain \".\"" + (kind == "module" ? ", got: \(name)" : ""), at: site) }
    if name.isEmpty { fail("\(kind) name can't be empty string \"\"", at: site) }
    if isKnown { return }
    // A property that is declared and empty may be said to be so, as PyTorch's modules do.
    let isTaken = propertyKeys.contains(name) ? !isEmpty : registeredNames.contains(name)
    if isTaken { fail("attribute '\(name)' already exists", at: site) }
  }

  private final var registeredNames: [String] {
    runTimeMembers.parameters.map(\.name) + runTimeMembers.buffers.map(\.name) + runTimeMembers.modules.map(\.name)
  }
}

extension Module {
  /// The parameter of a name, or of a dotted path below this module (`encoder.0.weight`); nil where there is none: PyTorch's
  /// `get_parameter`.
  public final func parameter(named name: String) -> Parameter? {
    let (owner, last) = owner(of: name)
    return owner?.members.parameters.first { $0.name == last }?.parameter
  }

  /// The buffer of a name, or of a dotted path below this module; nil where there is none: PyTorch's `get_buffer`.
  public final func buffer(named name: String) -> Buffer? {
    let (owner, last) = owner(of: name)
    return owner?.members.buffers.first { $0.name == last }?.buffer
  }

  /// The submodule of a name, or of a dotted path below this module; this module itself for an empty one; nil where there is none:
  /// PyTorch's `get_submodule`.
  public final func submodule(named name: String) -> Module? {
    if name.isEmpty { return self }
    let (owner, last) = owner(of: name)
    return owner?.members.modules.first { $0.name == last }?.module
  }

  /// Puts a module in the place of the submodule that a dotted path names, or under a new name: PyTorch's `set_submodule`.
  ///
  ///     model.setSubmodule("encoder.0", Linear(4, 8))
  ///
  /// - Parameters:
  ///   - path: Such as `encoder.0`, whose last part may be new.
  ///   - module: The module to be there from now on.
  ///   - strict: Whether the last part must not be new.
  /// - Precondition: All other parts of the path are there, and the last one names no stored property: that one is assigned to.
  public final func setSubmodule(
    _ path: String, _ module: Module, strict: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    if path.isEmpty { fail("Cannot set the submodule without a target name!", at: site) }
    var parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let last = parts.removeLast()
    var owner: Module = self
    for part in parts {
      guard let next = owner.members.modules.first(where: { $0.name == part })?.module else {
        fail("\(owner.name) has no attribute `\(part)`", at: site)
      }
      owner = next
    }
    let isThere = owner.members.modules.contains { $0.name == last }
    if strict && !isThere { fail("\(owner.name) has no attribute `\(last)`", at: site) }
    if isThere && !owner.runTimeMembers.modules.contains(where: { $0.name == last }) {
      fail("'\(last)' is a stored property of \(owner.name): assign the module to it", at: site)
    }
    owner.registerModule(last, module, file: file, line: line)
  }

  /// The module that owns what a dotted path names, and the last part of the path.
  private final func owner(of path: String) -> (module: Module?, last: String) {
    var parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let last = parts.removeLast()
    var module: Module? = self
    for part in parts { module = module?.members.modules.first { $0.name == part }?.module }
    return (module, last)
  }
}
