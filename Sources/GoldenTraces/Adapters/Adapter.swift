import Autograd

/// What an operator's name in a trace stands for: a call of the library's public interface.
///
/// It maps names and types to that interface and does nothing else: no arithmetic, no shape rule, no error text. Each operator is one
/// entry, in the file of its family.
public struct Adapter: Sendable {
  /// Calls the library; the results are in the order of Python's, nested ones flattened.
  public typealias Operation = @Sendable (Arguments) throws -> [TraceValue]

  private struct Entry: Sendable {
    var parameters: [String]
    var operation: Operation
  }

  private var entries: [String: Entry] = [:]

  /// No operators.
  public init() {}

  /// Every operator there is a call for.
  public static let library: Adapter = {
    var adapter = Adapter()
    adapter.addCreation()
    adapter.addElementwise()
    adapter.addInPlace()
    adapter.addComparison()
    adapter.addReductions()
    adapter.addMatrix()
    adapter.addShape()
    adapter.addIndexing()
    adapter.addPointwise()
    adapter.addPointwiseInPlace()
    adapter.addScattering()
    adapter.addRearranging()
    adapter.addOrdering()
    adapter.addLinearAlgebra()
    adapter.addConvolution()
    adapter.addFunctional()
    adapter.addRandom()
    adapter.addAutograd()
    adapter.addModules()
    adapter.addOptim()
    adapter.addPrinting()
    return adapter
  }()

  /// The operators' names, sorted.
  public var names: [String] { entries.keys.sorted() }

  /// Adds an operator.
  ///
  /// - Parameter parameters: the names that positional arguments get, in order.
  /// - Precondition: there is none of that name yet.
  public mutating func on(_ name: String, parameters: [String] = [], _ operation: @escaping Operation) {
    precondition(entries[name] == nil, "two adapters for \(name)")
    entries[name] = Entry(parameters: parameters, operation: operation)
  }

  /// A suffix names OpInfo's variant of an operator, `max.binary` one of `max`; the arguments tell the variants apart.
  private func entry(for name: String) -> Entry? {
    entries[name] ?? name.lastIndex(of: ".").flatMap { entries[String(name[..<$0])] }
  }

  /// Performs a step.
  ///
  /// - Throws: what the library throws; `AdapterError` and `ArgumentError` where the step cannot be told to the library.
  public func perform(_ step: Trace.Step, in environment: TraceEnvironment) throws -> [TraceValue] {
    guard let entry = entry(for: step.operation) else { throw AdapterError.missing(operation: step.operation) }
    let arguments = try Arguments(step, parameters: entry.parameters, environment: environment)
    let results = try entry.operation(arguments)
    // An argument that was left out of the call could make a wrong library look right.
    guard arguments.unreadNames.isEmpty else {
      throw AdapterError.unreadArguments(operation: step.operation, names: arguments.unreadNames)
    }
    return results
  }
}

/// A step that cannot be told to the library.
public enum AdapterError: Error, Equatable, CustomStringConvertible {
  /// No adapter has this name.
  case missing(operation: String)
  /// The adapter has no use for these arguments.
  case unreadArguments(operation: String, names: [String])

  /// One line.
  public var description: String {
    switch self {
    case .missing(let operation): "no adapter for \(operation)"
    case .unreadArguments(let operation, let names): "the adapter for \(operation) does not pass on \(names.joined(separator: ", "))"
    }
  }
}
