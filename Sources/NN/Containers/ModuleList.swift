import Autograd

/// A list of modules that are registered, as those in a Swift array are not: PyTorch's `nn.ModuleList`.
///
///     final class Deep: Module {
///       let layers = ModuleList((0..<3).map { _ in Linear(4, 4) })
///
///       override func forward(_ input: Tensor) -> Tensor {
///         layers.reduce(input) { result, layer in layer(result) }
///       }
///     }
///
/// It computes nothing itself.
open class ModuleList: Module, ModuleCollection {
  /// No modules.
  public override init() { super.init() }

  /// The modules in their order, named `0`, `1`, ...
  public init(_ modules: [Module]) {
    super.init()
    append(contentsOf: modules)
  }

  /// The modules in their order, named `0`, `1`, ...
  public convenience init(_ modules: Module...) { self.init(modules) }

  /// Puts a module last, and gives the list back.
  @discardableResult
  public final func append(_ module: Module) -> Self {
    registerModule("\(count)", module)
    return self
  }

  /// Puts modules last, and gives the list back: PyTorch's `extend`.
  @discardableResult
  public final func append(contentsOf modules: some Sequence<Module>) -> Self {
    for module in modules { append(module) }
    return self
  }

  /// Puts a module before the one at a place; those after it get new names.
  public final func insert(_ module: Module, at place: Int, file: StaticString = #filePath, line: UInt = #line) {
    if !(0...count).contains(place) { fail("index \(place) is out of range", at: CallSite(file, line)) }
    var modules = Array(self)
    modules.insert(module, at: place)
    renumber(modules)
  }

  /// Takes a module out, and gives it back; those after it get new names: PyTorch's `pop`.
  @discardableResult
  public final func remove(at place: Int, file: StaticString = #filePath, line: UInt = #line) -> Module {
    if !(0..<count).contains(place) { fail("index \(place) is out of range", at: CallSite(file, line)) }
    var modules = Array(self)
    let removed = modules.remove(at: place)
    renumber(modules)
    return removed
  }

  private final func renumber(_ modules: [Module]) {
    runTimeMembers.modules = modules.enumerated().map { ("\($0.offset)", $0.element) }
  }

  /// PyTorch's printed form: neighbours that print alike stand on one line, with their number.
  open override var description: String {
    var runs: [(places: ClosedRange<Int>, text: String)] = []
    for (place, module) in enumerated() {
      let text = "\(module)"
      if let last = runs.last, last.text == text {
        runs[runs.count - 1].places = last.places.lowerBound...place
      } else {
        runs.append((place...place, text))
      }
    }
    let lines = runs.map { run in
      let text = run.text.indentedAfterFirstLine(2)
      if run.places.count == 1 { return "(\(run.places.lowerBound)): \(text)" }
      return "(\(run.places.lowerBound)-\(run.places.upperBound)): \(run.places.count) x \(text)"
    }
    return Self.printed(name, extra: "", children: lines)
  }
}
