import Autograd

/// Modules by name that are registered, in the order in which they were put in: PyTorch's `nn.ModuleDict`.
///
///     let activations: ModuleDict = ["relu": ReLU(), "tanh": Tanh()]
///     let output = activations["relu"]!(input)
///
/// It computes nothing itself.
open class ModuleDict: Module, ExpressibleByDictionaryLiteral {
  /// No modules.
  public override init() { super.init() }

  /// Modules with their names.
  public init(_ modules: [(name: String, module: Module)], file: StaticString = #filePath, line: UInt = #line) {
    super.init()
    for (name, module) in modules { registerModule(name, module, file: file, line: line) }
  }

  /// `["relu": ReLU(), "tanh": Tanh()]`, in this order.
  public required init(dictionaryLiteral elements: (String, Module)...) {
    super.init()
    for (name, module) in elements { registerModule(name, module) }
  }

  /// The names, in order.
  public final var keys: [String] { runTimeMembers.modules.map(\.name) }

  /// The modules, in order.
  public final var values: [Module] { runTimeMembers.modules.compactMap(\.module) }

  /// How many modules there are.
  public final var count: Int { runTimeMembers.modules.count }

  /// The module of a name; nil where there is none. Setting nil takes the name out.
  public final subscript(name: String, file: StaticString = #filePath, line: UInt = #line) -> Module? {
    get { runTimeMembers.modules.first { $0.name == name }?.module }
    set {
      if let newValue {
        registerModule(name, newValue, file: file, line: line)
      } else {
        runTimeMembers.modules.removeAll { $0.name == name }
      }
    }
  }
}
