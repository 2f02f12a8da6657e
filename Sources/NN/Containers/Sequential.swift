import Autograd

/// Modules of which each computes what the one before it gave: PyTorch's `nn.Sequential`.
///
///     let model = Sequential(Linear(4, 8), ReLU(), Linear(8, 1))
///     let output = model(Tensor.randn(2, 4))
///     print(model[0])  // Linear(in_features=4, out_features=8, bias=True)
///
/// Their names are `0`, `1`, ..., unless given.
open class Sequential: Module {
  /// No modules: it gives its input.
  public override init() { super.init() }

  /// The modules in their order, named `0`, `1`, ...
  public init(_ modules: Module...) {
    super.init()
    for module in modules { append(module) }
  }

  /// The modules of a list in their order, named `0`, `1`, ...
  public init(_ modules: [Module]) {
    super.init()
    for module in modules { append(module) }
  }

  /// Modules with names: `Sequential(("conv", Conv2d(1, 20, 5)), ("relu", ReLU()))`.
  public init(_ modules: (name: String, module: Module)..., file: StaticString = #filePath, line: UInt = #line) {
    super.init()
    for (name, module) in modules { registerModule(name, module, file: file, line: line) }
  }

  /// What the last module gives of the input, passed through all before it.
  open override func forward(_ input: Tensor) -> Tensor {
    var result = input
    for (_, module) in runTimeMembers.modules {
      if let module { result = module.run(result) }
    }
    return result
  }

  /// Puts a module last, and gives the sequence back.
  @discardableResult
  public final func append(_ module: Module) -> Self {
    registerModule("\(count)", module)
    return self
  }
}

extension Sequential: ModuleCollection {}
