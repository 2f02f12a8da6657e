import Autograd

extension Module {
  /// The parameters of this module and of all below it, shared ones once: PyTorch's `parameters()`. What an optimizer is given.
  public final func parameters(recurse: Bool = true) -> [Parameter] {
    namedParameters(recurse: recurse).map(\.parameter)
  }

  /// The parameters with their dotted names, as in the state dictionary: PyTorch's `named_parameters()`.
  ///
  /// - Parameters:
  ///   - prefix: What stands before every name, without its dot.
  ///   - recurse: Whether those of the submodules are among them.
  ///   - removeDuplicate: Whether a shared parameter comes once, under the first of its names.
  public final func namedParameters(
    prefix: String = "", recurse: Bool = true, removeDuplicate: Bool = true
  ) -> [(name: String, parameter: Parameter)] {
    namedMembers(prefix, recurse, removeDuplicate) { $0.parameters.map { ($0, $1) } }.map { ($0, $1) }
  }

  /// The buffers of this module and of all below it, shared ones once: PyTorch's `buffers()`.
  public final func buffers(recurse: Bool = true) -> [Buffer] {
    namedBuffers(recurse: recurse).map(\.buffer)
  }

  /// The buffers with their dotted names, those that aren't persistent too: PyTorch's `named_buffers()`.
  ///
  /// - Parameters:
  ///   - prefix: What stands before every name, without its dot.
  ///   - recurse: Whether those of the submodules are among them.
  ///   - removeDuplicate: Whether a shared buffer comes once, under the first of its names.
  public final func namedBuffers(
    prefix: String = "", recurse: Bool = true, removeDuplicate: Bool = true
  ) -> [(name: String, buffer: Buffer)] {
    namedMembers(prefix, recurse, removeDuplicate) { $0.buffers.map { ($0, $1) } }.map { ($0, $1) }
  }

  /// The modules that this one holds itself, a shared one once: PyTorch's `children()`.
  public final func children() -> [Module] { namedChildren().map(\.module) }

  /// The modules that this one holds itself, with their names, a shared one once: PyTorch's `named_children()`.
  public final func namedChildren() -> [(name: String, module: Module)] {
    var seen: Set<ObjectIdentifier> = []
    return members.modules.filter { seen.insert(ObjectIdentifier($0.module)).inserted }
  }

  /// This module and all below it, each before those that it holds, shared ones once: PyTorch's `modules()`.
  public final func modules() -> [Module] { namedModules().map(\.module) }

  /// This module and all below it, with their dotted names; this one's is empty: PyTorch's `named_modules()`.
  ///
  /// - Parameters:
  ///   - prefix: This module's own name.
  ///   - removeDuplicate: Whether a shared module comes once, under the first of its names.
  public final func namedModules(prefix: String = "", removeDuplicate: Bool = true) -> [(name: String, module: Module)] {
    var result: [(name: String, module: Module)] = []
    var seen: Set<ObjectIdentifier> = []
    walk(prefix, removeDuplicate, &seen) { name, module, _ in result.append((name, module)) }
    return result
  }

  /// Calls `body` with each module, its dotted name and what it owns.
  private final func walk(
    _ name: String, _ removeDuplicate: Bool, _ seen: inout Set<ObjectIdentifier>, _ body: (String, Module, Members) -> Void
  ) {
    if !seen.insert(ObjectIdentifier(self)).inserted && removeDuplicate { return }
    let members = members
    body(name, self, members)
    for child in members.modules {
      child.module.walk(name.isEmpty ? child.name : name + "." + child.name, removeDuplicate, &seen, body)
    }
  }

  private final func namedMembers<Member: Tensor>(
    _ prefix: String, _ recurse: Bool, _ removeDuplicate: Bool, _ own: (Members) -> [(String, Member)]
  ) -> [(String, Member)] {
    var result: [(String, Member)] = []
    var seenModules: Set<ObjectIdentifier> = []
    var seen: Set<ObjectIdentifier> = []
    func add(_ path: String, _ members: Members) {
      for (name, member) in own(members) where !removeDuplicate || seen.insert(ObjectIdentifier(member)).inserted {
        result.append((path.isEmpty ? name : path + "." + name, member))
      }
    }
    if recurse {
      walk(prefix, removeDuplicate, &seenModules) { path, _, members in add(path, members) }
    } else {
      add(prefix, members)
    }
    return result
  }
}

extension Module {
  /// Calls `body` with every module below this one, those that hold others after them, and with this one last: PyTorch's `apply`.
  ///
  ///     model.apply { if let layer = $0 as? Linear { Init.zeros_(layer.bias!) } }
  @discardableResult
  public final func apply(_ body: (Module) -> Void) -> Self {
    for child in children() { child.apply(body) }
    body(self)
    return self
  }

  /// Sets whether the parameters require grad: PyTorch's `requires_grad_()`. `model.encoder.requiresGrad(false)` freezes a part.
  @discardableResult
  public final func requiresGrad(_ on: Bool = true, file: StaticString = #filePath, line: UInt = #line) -> Self {
    for parameter in parameters() { parameter.requiresGrad_(on, file: file, line: line) }
    return self
  }

  /// Drops the parameters' gradients, or sets them to zeros: PyTorch's `zero_grad()`.
  public final func zeroGrad(setToNone: Bool = true) {
    for parameter in parameters() {
      guard let gradient = parameter.grad else { continue }
      if setToNone {
        parameter.grad = nil
      } else {
        if gradient.gradFn != nil { gradient.detach_() } else { gradient.requiresGrad_(false) }
        gradient.zero_()
      }
    }
  }
}
