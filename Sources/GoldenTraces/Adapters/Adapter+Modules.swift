import Autograd
import NN

/// Modules and `nn.init`.
extension Adapter {
  mutating func addModules() {
    on("nn.module") { a in
      let name = try a.string("class")
      guard let make = ModuleTable.library[name] else { throw ArgumentError("no adapter for the module \(name)") }
      let traced = try make(a)
      if let dtype = try a.optionalDTypeName("dtype") { traced.module.to(dtype) }
      traced.module.train(try a.optionalBool("training") ?? true)
      return [.module(traced)]
    }
    statement("nn.load_state_dict") { a in
      try a.module("module").module.loadStateDict(try a.stateDict("state_dict"))
    }
    on("nn.call") { a in
      let traced = try a.module("module")
      return try traced.call(traced.module, a).map { .tensor($0) }
    }
    addInitialisers()
  }

  private mutating func addInitialisers() {
    initialiser("uniform_") { t, a in Init.uniform_(t, try a.optionalDouble("a") ?? 0, try a.optionalDouble("b") ?? 1) }
    initialiser("normal_") { t, a in
      Init.normal_(t, mean: try a.optionalDouble("mean") ?? 0, std: try a.optionalDouble("std") ?? 1)
    }
    initialiser("trunc_normal_") { t, a in
      Init.truncNormal_(
        t, mean: try a.optionalDouble("mean") ?? 0, std: try a.optionalDouble("std") ?? 1, a: try a.optionalDouble("a") ?? -2,
        b: try a.optionalDouble("b") ?? 2)
    }
    initialiser("constant_") { t, a in Init.constant_(t, try a.double("val")) }
    initialiser("ones_") { t, _ in Init.ones_(t) }
    initialiser("zeros_") { t, _ in Init.zeros_(t) }
    initialiser("eye_") { t, _ in Init.eye_(t) }
    initialiser("dirac_") { t, a in Init.dirac_(t, groups: try a.optionalInt("groups") ?? 1) }
    initialiser("xavier_uniform_") { t, a in Init.xavierUniform_(t, gain: try a.optionalDouble("gain") ?? 1) }
    initialiser("xavier_normal_") { t, a in Init.xavierNormal_(t, gain: try a.optionalDouble("gain") ?? 1) }
    initialiser("kaiming_uniform_") { t, a in
      Init.kaimingUniform_(t, a: try a.optionalDouble("a") ?? 0, mode: try a.fanMode(), nonlinearity: try a.nonlinearity())
    }
    initialiser("kaiming_normal_") { t, a in
      Init.kaimingNormal_(t, a: try a.optionalDouble("a") ?? 0, mode: try a.fanMode(), nonlinearity: try a.nonlinearity())
    }
    initialiser("orthogonal_") { t, a in Init.orthogonal_(t, gain: try a.optionalDouble("gain") ?? 1) }
    initialiser("sparse_") { t, a in Init.sparse_(t, sparsity: try a.double("sparsity"), std: try a.optionalDouble("std") ?? 0.01) }
  }

  /// `nn.init.name(tensor, …)`.
  private mutating func initialiser(_ name: String, _ fill: @escaping @Sendable (Tensor, Arguments) throws -> Tensor) {
    single("nn.init.\(name)", parameters: ["tensor"]) { a in try fill(try a.tensor("tensor"), a) }
  }
}

extension Arguments {
  /// The module that an argument names.
  func module(_ name: String) throws(ArgumentError) -> TracedModule {
    let key: String
    switch try require(name) {
    case .module(let module): key = module
    case .string(let module): key = module
    case let argument: throw ArgumentError("argument '\(name)' is \(argument), not a module")
    }
    guard case .module(let module)? = environment.values[key] else { throw ArgumentError("no module is called \(key)") }
    return module
  }

  /// A dtype by its name, or nil for None.
  fileprivate func optionalDTypeName(_ name: String) throws -> DType? {
    guard case .string? = named(name) else { return try optionalDType(name) }
    return try DType(traceName: string(name))
  }

  /// Tensors by name, as they are written in the trace.
  fileprivate func stateDict(_ name: String) throws -> StateDict {
    guard case .dictionary(let entries) = try require(name) else { throw ArgumentError("argument '\(name)' is no dictionary") }
    return StateDict(try entries.map { key, value in (key, try TensorLiteral(value, name: key).makeTensor()) })
  }

  fileprivate func fanMode() throws -> Init.FanMode { Init.FanMode(try optionalString("mode") ?? "fan_in") }

  fileprivate func nonlinearity() throws -> Init.Nonlinearity { Init.Nonlinearity(try optionalString("nonlinearity") ?? "leaky_relu") }
}

extension Module {
  /// A property by the name that expectations give it; nil if there is none of that name.
  func traceProperty(_ property: String) -> TraceValue? {
    switch property {
    case "state_dict.keys": return .plain(.array(stateDict().keys.map { .string($0) }))
    case "parameters": return .plain(.array(namedParameters().map { .string($0.name) }))
    case "buffers": return .plain(.array(namedBuffers().map { .string($0.name) }))
    case "extra_repr": return .plain(.string(extraRepr))
    default: break
    }
    if property.hasSuffix(".grad"), let parameter = parameter(named: String(property.dropLast(5))) {
      return parameter.grad.map { .tensor($0) } ?? .plain(.null)
    }
    return (parameter(named: property) ?? buffer(named: property)).map { .tensor($0) }
  }
}
