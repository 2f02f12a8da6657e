import Autograd

/// What one module owns itself, in order: the properties' first, then what was registered at run time.
struct Members {
  var parameters: [(name: String, parameter: Parameter)] = []
  var buffers: [(name: String, buffer: Buffer)] = []
  var modules: [(name: String, module: Module)] = []
}

/// What was registered under names made at run time. Nil stands for a name that is registered and empty.
struct RunTimeMembers {
  var parameters: [(name: String, parameter: Parameter?)] = []
  var buffers: [(name: String, buffer: Buffer?)] = []
  var modules: [(name: String, module: Module?)] = []
}

/// What a property of type `Tensor` held.
enum HeldTensor {
  case parameter, buffer
}

extension Module {
  /// What this module owns itself.
  final var members: Members {
    var members = Members()
    collectProperties(Mirror(reflecting: self), keyNames: keyNames, into: &members)
    for (name, parameter) in runTimeMembers.parameters {
      if let parameter, !withheldNames.contains(name) { members.parameters.append((name, parameter)) }
    }
    for (name, buffer) in runTimeMembers.buffers {
      if let buffer, !withheldNames.contains(name) { members.buffers.append((name, buffer)) }
    }
    for (name, module) in runTimeMembers.modules {
      if let module { members.modules.append((name, module)) }
    }
    return members
  }

  private final func collectProperties(_ mirror: Mirror, keyNames: [String: String], into members: inout Members) {
    // This class's own properties are none of the module's.
    if mirror.subjectType == Module.self { return }
    if let parent = mirror.superclassMirror { collectProperties(parent, keyNames: keyNames, into: &members) }
    for child in mirror.children {
      guard let label = child.label, let property = StoredProperty(label: label, value: child.value) else { continue }
      switch property.content {
      case .module(let module): members.modules.append((property.key(keyNames), module))
      case .tensor(let tensor): collect(tensor, key: property.key(keyNames), into: &members)
      }
    }
  }

  private final func collect(_ tensor: Tensor, key: String, into members: inout Members) {
    if let parameter = tensor as? Parameter {
      heldTensors[key] = .parameter
      if withheldNames.contains(key) {
        withheldOwners[key]?.noticeAssignment(of: parameter)
      } else {
        members.parameters.append((key, parameter))
      }
    } else if let buffer = tensor as? Buffer {
      heldTensors[key] = .buffer
      if !withheldNames.contains(key) { members.buffers.append((key, buffer)) }
    } else {
      switch heldTensors[key] {
      case .parameter: fail("cannot assign '\(tensor.legacyTypeName)' as parameter '\(key)' (torch.nn.Parameter or None expected)")
      case .buffer: fail("cannot assign '\(tensor.legacyTypeName)' as buffer '\(key)' (torch.nn.Buffer or None expected)")
      case nil: break
      }
    }
  }

  /// The keys of all stored properties, whatever they hold.
  final var propertyKeys: Set<String> {
    var keys: Set<String> = []
    let keyNames = keyNames
    var mirror: Mirror? = Mirror(reflecting: self)
    while let current = mirror, current.subjectType != Module.self {
      for child in current.children {
        if let label = child.label { keys.insert(StoredProperty.key(of: StoredProperty.name(of: label), keyNames)) }
      }
      mirror = current.superclassMirror
    }
    return keys
  }
}

/// A stored property that holds a tensor or a module.
private struct StoredProperty {
  enum Content {
    case module(Module)
    case tensor(Tensor)
  }

  let name: String
  let content: Content

  private static let lazyPrefix = "$__lazy_storage_$_"

  init?(label: String, value: Any) {
    if let content = Self.content(of: value) {
      self.content = content
      name = Self.name(of: label)
    } else if label.utf8.first == UInt8(ascii: "_"), let content = Self.contentOfWrapper(value) {
      self.content = content
      name = String(label.dropFirst())
    } else {
      return nil
    }
  }

  /// The name that the program gave a property: a lazy one is stored under a longer one.
  static func name(of label: String) -> String {
    label.hasPrefix(lazyPrefix) ? String(label.dropFirst(lazyPrefix.count)) : label
  }

  func key(_ keyNames: [String: String]) -> String { Self.key(of: name, keyNames) }

  static func key(of name: String, _ keyNames: [String: String]) -> String { keyNames[name] ?? KeyName.snakeCase(name) }

  private static func content(of value: Any) -> Content? {
    if let tensor = value as? Tensor { return .tensor(tensor) }
    if let module = value as? Module { return .module(module) }
    return nil
  }

  /// What a property wrapper holds, which is stored as `_name`.
  private static func contentOfWrapper(_ value: Any) -> Content? {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .struct || mirror.displayStyle == .class else { return nil }
    let wrapped = mirror.children.first { $0.label == "wrappedValue" } ?? (mirror.children.count == 1 ? mirror.children.first : nil)
    return wrapped.flatMap { content(of: $0.value) }
  }
}
