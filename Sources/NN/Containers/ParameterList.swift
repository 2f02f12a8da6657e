import Autograd

/// A list of parameters that are registered, as those in a Swift array are not: PyTorch's `nn.ParameterList`.
///
///     let weights = ParameterList((0..<3).map { _ in Parameter(Tensor.randn(4, 4)) })
open class ParameterList: Module, RandomAccessCollection {
  /// No parameters.
  public override init() { super.init() }

  /// The parameters in their order, named `0`, `1`, ...
  public init(_ parameters: [Parameter]) {
    super.init()
    append(contentsOf: parameters)
  }

  /// A parameter on each tensor's memory, in their order.
  public convenience init(_ tensors: [Tensor]) { self.init(tensors.map { $0 as? Parameter ?? Parameter($0) }) }

  /// 0.
  public final var startIndex: Int { 0 }

  /// How many parameters there are.
  public final var endIndex: Int { runTimeMembers.parameters.count }

  /// The parameter at a place; a negative one counts from the end.
  ///
  /// - Precondition: There is one.
  public final subscript(place: Int) -> Parameter {
    get { runTimeMembers.parameters[wrapped(place)].parameter! }
    set { runTimeMembers.parameters[wrapped(place)].parameter = newValue }
  }

  /// Puts a parameter last, and gives the list back.
  @discardableResult
  public final func append(_ parameter: Parameter) -> Self {
    registerParameter("\(count)", parameter)
    return self
  }

  /// Puts parameters last, and gives the list back: PyTorch's `extend`.
  @discardableResult
  public final func append(contentsOf parameters: some Sequence<Parameter>) -> Self {
    for parameter in parameters { append(parameter) }
    return self
  }

  /// A line for each parameter, with its dtype and size.
  open override var extraRepr: String {
    enumerated().map { "  (\($0.offset)): Parameter containing: [\($0.element.dtype) of size \($0.element.printedSizes)]" }
      .joined(separator: "\n")
  }

  private final func wrapped(_ place: Int) -> Int {
    if !(-count..<count).contains(place) { fail("index \(place) is out of range") }
    return place < 0 ? place + count : place
  }
}

/// Parameters by name, in the order in which they were put in: PyTorch's `nn.ParameterDict`.
open class ParameterDict: Module, ExpressibleByDictionaryLiteral {
  /// No parameters.
  public override init() { super.init() }

  /// Parameters with their names.
  public init(_ parameters: [(name: String, parameter: Parameter)], file: StaticString = #filePath, line: UInt = #line) {
    super.init()
    for (name, parameter) in parameters { registerParameter(name, parameter, file: file, line: line) }
  }

  /// `["left": Parameter([1.0]), "right": Parameter([2.0])]`, in this order.
  public required init(dictionaryLiteral elements: (String, Parameter)...) {
    super.init()
    for (name, parameter) in elements { registerParameter(name, parameter) }
  }

  /// The names, in order.
  public final var keys: [String] { runTimeMembers.parameters.map(\.name) }

  /// The parameters, in order.
  public final var values: [Parameter] { runTimeMembers.parameters.compactMap(\.parameter) }

  /// How many parameters there are.
  public final var count: Int { runTimeMembers.parameters.count }

  /// The parameter of a name; nil where there is none. Setting nil takes the name out.
  public final subscript(name: String, file: StaticString = #filePath, line: UInt = #line) -> Parameter? {
    get { runTimeMembers.parameters.first { $0.name == name }?.parameter }
    set {
      if let newValue {
        registerParameter(name, newValue, file: file, line: line)
      } else {
        runTimeMembers.parameters.removeAll { $0.name == name }
      }
    }
  }

  /// A line for each parameter, with its type and size.
  open override var extraRepr: String {
    zip(keys, values).map { "  (\($0)): Parameter containing: [\($1.legacyTypeName) of size \($1.printedSizes)]" }
      .joined(separator: "\n")
  }
}

extension Tensor {
  /// The sizes as lists of parameters print them: `2x3`.
  fileprivate final var printedSizes: String { shape.map(String.init).joined(separator: "x") }
}
