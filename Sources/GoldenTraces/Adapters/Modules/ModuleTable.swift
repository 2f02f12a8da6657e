import Autograd
import NN

/// A module that a trace made, and how the trace's arguments are passed to it.
public struct TracedModule {
  /// Calls the module; the results are in the order of Python's, nested ones flattened.
  typealias Call = (Module, Arguments) throws -> [Tensor]

  let module: Module
  let call: Call
}

/// What the classes of PyTorch's `nn` stand for in a trace: how their modules are made, and how they are called.
struct ModuleTable: Sendable {
  typealias Make = @Sendable (Arguments) throws -> TracedModule

  private var entries: [String: Make] = [:]

  /// Every class there is a call for, by its name.
  static let library: ModuleTable = {
    var table = ModuleTable()
    table.addLinear()
    table.addConvolutions()
    table.addPooling()
    table.addPadding()
    table.addNormalizations()
    table.addActivations()
    table.addLosses()
    table.addRecurrent()
    table.addAttention()
    table.addShapes()
    return table
  }()

  /// How a module of the class is made, whose name is as in `nn.Linear`; nil if there is none.
  subscript(_ name: String) -> Make? { entries[name] }

  /// Adds a class whose modules are called with tensors of these names, in order, and give one.
  mutating func on(_ name: String, _ inputs: [String] = ["input"], _ make: @escaping @Sendable (Arguments) throws -> Module) {
    on(name, make) { module, a in
      let tensors = try inputs.map { try a.tensor($0) }
      switch tensors.count {
      case 1: return [module(tensors[0])]
      case 2: return [module(tensors[0], tensors[1])]
      default: return [module(tensors[0], tensors[1], tensors[2])]
      }
    }
  }

  /// Adds a class whose modules are called in a way of their own.
  mutating func on(
    _ name: String, _ make: @escaping @Sendable (Arguments) throws -> Module,
    call: @escaping @Sendable (Module, Arguments) throws -> [Tensor]
  ) {
    on(name) { a in TracedModule(module: try make(a), call: call) }
  }

  /// Adds a class, of which the arguments say how its modules are called.
  mutating func on(_ name: String, _ make: @escaping Make) {
    precondition(entries["nn.\(name)"] == nil, "two adapters for nn.\(name)")
    entries["nn.\(name)"] = make
  }
}

extension Arguments {
  /// A bool, or what it is where it isn't given.
  func flag(_ name: String, _ otherwise: Bool = false) throws(ArgumentError) -> Bool { try optionalBool(name) ?? otherwise }

  /// A number of the kind that the trace gives, or what it is where it isn't given.
  func number(_ name: String, _ otherwise: any TensorScalar) throws(ArgumentError) -> any TensorScalar {
    try optionalNumber(name) ?? otherwise
  }

  /// A mode of padding by the name that convolutions give it.
  func paddingMode() throws -> PaddingMode {
    switch try optionalString("padding_mode") ?? "zeros" {
    case "zeros": .constant
    case let name: PaddingMode(name)
    }
  }
}
