import Autograd
import Optim

/// Optimizers.
extension Adapter {
  mutating func addOptim() {
    on("optim", parameters: ["params", "lr"]) { a in
      let name = try a.string("class")
      guard let make = Adapter.optimizers[name] else { throw ArgumentError("no adapter for the optimizer \(name)") }
      return [.optimizer(try make(a, try a.paramGroups("params")))]
    }
    statement("optim.step") { a in
      let name = try a.string("optimizer")
      guard case .optimizer(let optimizer)? = a.environment.values[name] else { throw ArgumentError("no optimizer is called \(name)") }
      optimizer.step()
    }
  }

  private typealias Making = @Sendable (Arguments, [ParamGroup]) throws -> Optimizer

  private static let optimizers: [String: Making] = [
    "ASGD": { a, params in
      let o = Options(a, ASGD(params).defaults)
      return ASGD(
        params, lr: try o.rate("lr"), lambd: try o.number("lambd"), alpha: try o.number("alpha"), t0: try o.number("t0"),
        weightDecay: try o.number("weight_decay"), foreach: try o.optionalFlag("foreach"), maximize: try o.flag("maximize"))
    },
    "Adadelta": { a, params in
      let o = Options(a, Adadelta(params).defaults)
      return Adadelta(
        params, lr: try o.rate("lr"), rho: try o.number("rho"), eps: try o.number("eps"), weightDecay: try o.number("weight_decay"),
        foreach: try o.optionalFlag("foreach"), maximize: try o.flag("maximize"))
    },
    "Adafactor": { a, params in
      let o = Options(a, Adafactor(params).defaults)
      let eps = try o.numbers("eps", count: 2)
      return Adafactor(
        params, lr: try o.rate("lr"), beta2Decay: try o.number("beta2_decay"), eps: (eps[0], eps[1] ?? 0), d: try o.number("d"),
        weightDecay: try o.number("weight_decay"), foreach: try o.optionalFlag("foreach"), maximize: try o.flag("maximize"))
    },
    "Adagrad": { a, params in
      let o = Options(a, Adagrad(params).defaults)
      return Adagrad(
        params, lr: try o.rate("lr"), lrDecay: try o.number("lr_decay"), weightDecay: try o.number("weight_decay"),
        initialAccumulatorValue: try o.number("initial_accumulator_value"), eps: try o.number("eps"),
        foreach: try o.optionalFlag("foreach"), maximize: try o.flag("maximize"), fused: try o.optionalFlag("fused"))
    },
    "Adam": { a, params in
      let o = Options(a, Adam(params).defaults)
      return Adam(
        params, lr: try o.rate("lr"), betas: try o.pair("betas"), eps: try o.number("eps"), weightDecay: try o.number("weight_decay"),
        amsgrad: try o.flag("amsgrad"), foreach: try o.optionalFlag("foreach"), maximize: try o.flag("maximize"),
        fused: try o.optionalFlag("fused"), decoupledWeightDecay: try o.flag("decoupled_weight_decay"))
    },
    "AdamW": { a, params in
      let o = Options(a, AdamW(params).defaults)
      return AdamW(
        params, lr: try o.rate("lr"), betas: try o.pair("betas"), eps: try o.number("eps"), weightDecay: try o.number("weight_decay"),
        amsgrad: try o.flag("amsgrad"), maximize: try o.flag("maximize"), foreach: try o.optionalFlag("foreach"),
        fused: try o.optionalFlag("fused"))
    },
    "Adamax": { a, params in
      let o = Options(a, Adamax(params).defaults)
      return Adamax(
        params, lr: try o.rate("lr"), betas: try o.pair("betas"), eps: try o.number("eps"), weightDecay: try o.number("weight_decay"),
        foreach: try o.optionalFlag("foreach"), maximize: try o.flag("maximize"))
    },
    "Muon": { a, params in
      let o = Options(a, Muon(params).defaults)
      let coefficients = try o.numbers("ns_coefficients", count: 3).map { $0 ?? 0 }
      return Muon(
        params, lr: try o.rate("lr"), weightDecay: try o.number("weight_decay"), momentum: try o.number("momentum"),
        nesterov: try o.flag("nesterov"), nsCoefficients: (coefficients[0], coefficients[1], coefficients[2]), eps: try o.number("eps"),
        nsSteps: Int(try o.number("ns_steps")), adjustLRFn: try a.optionalString("adjust_lr_fn").map { .init($0) })
    },
    "NAdam": { a, params in
      let o = Options(a, NAdam(params).defaults)
      return NAdam(
        params, lr: try o.rate("lr"), betas: try o.pair("betas"), eps: try o.number("eps"), weightDecay: try o.number("weight_decay"),
        momentumDecay: try o.number("momentum_decay"), decoupledWeightDecay: try o.flag("decoupled_weight_decay"),
        foreach: try o.optionalFlag("foreach"), maximize: try o.flag("maximize"))
    },
    "RAdam": { a, params in
      let o = Options(a, RAdam(params).defaults)
      return RAdam(
        params, lr: try o.rate("lr"), betas: try o.pair("betas"), eps: try o.number("eps"), weightDecay: try o.number("weight_decay"),
        decoupledWeightDecay: try o.flag("decoupled_weight_decay"), foreach: try o.optionalFlag("foreach"),
        maximize: try o.flag("maximize"))
    },
    "RMSprop": { a, params in
      let o = Options(a, RMSprop(params).defaults)
      return RMSprop(
        params, lr: try o.rate("lr"), alpha: try o.number("alpha"), eps: try o.number("eps"), weightDecay: try o.number("weight_decay"),
        momentum: try o.number("momentum"), centered: try o.flag("centered"), foreach: try o.optionalFlag("foreach"),
        maximize: try o.flag("maximize"))
    },
    "Rprop": { a, params in
      let o = Options(a, Rprop(params).defaults)
      return Rprop(
        params, lr: try o.rate("lr"), etas: try o.pair("etas"), stepSizes: try o.pair("step_sizes"),
        foreach: try o.optionalFlag("foreach"), maximize: try o.flag("maximize"))
    },
    "SGD": { a, params in
      let o = Options(a, SGD(params).defaults)
      return SGD(
        params, lr: try o.rate("lr"), momentum: try o.number("momentum"), dampening: try o.number("dampening"),
        weightDecay: try o.number("weight_decay"), nesterov: try o.flag("nesterov"), maximize: try o.flag("maximize"),
        foreach: try o.optionalFlag("foreach"), fused: try o.optionalFlag("fused"))
    },
  ]
}

/// The options that a step gives, and the library's defaults for the rest.
private struct Options {
  private let arguments: Arguments
  private let defaults: NamedValues

  init(_ arguments: Arguments, _ defaults: NamedValues) {
    self.arguments = arguments
    self.defaults = defaults
  }

  func number(_ name: String) throws -> Double {
    guard let value = try arguments.optionalDouble(name) ?? defaults[name]?.double else { throw ArgumentError("no default for '\(name)'") }
    return value
  }

  /// A number, or a tensor with one element.
  func rate(_ name: String) throws -> any LearningRate {
    if case .tensor? = arguments.optional(name) { return try arguments.tensor(name) }
    return try number(name)
  }

  func flag(_ name: String) throws -> Bool {
    guard let value = try arguments.optionalBool(name) ?? defaults[name]?.bool else { throw ArgumentError("no default for '\(name)'") }
    return value
  }

  func optionalFlag(_ name: String) throws -> Bool? { try arguments.optionalBool(name) }

  /// Numbers, some of which may be None.
  func numbers(_ name: String, count: Int) throws -> [Double?] {
    let values: [Double?]
    switch arguments.optional(name) {
    case .list(let list)?:
      values = try list.map { (element) -> Double? in
        switch element {
        case .null: nil
        case .float(let value): value
        case .integer(let value): Double(value)
        default: throw ArgumentError("argument '\(name)' has \(element) in it")
        }
      }
    case nil: values = (defaults[name]?.members ?? []).map(\.double)
    case let argument?: throw ArgumentError("argument '\(name)' is \(argument), not a list")
    }
    if values.count != count { throw ArgumentError("argument '\(name)' has \(values.count) members, not \(count)") }
    return values
  }

  func pair(_ name: String) throws -> (Double, Double) {
    let values = try numbers(name, count: 2)
    guard let first = values[0], let second = values[1] else { throw ArgumentError("argument '\(name)' has None in it") }
    return (first, second)
  }
}

extension Arguments {
  /// Tensors, which are one group, or dictionaries, each of which is one.
  fileprivate func paramGroups(_ name: String) throws -> [ParamGroup] {
    guard case .list(let list) = try require(name) else { throw ArgumentError("argument '\(name)' is not a list") }
    guard case .dictionary? = list.first else { return [ParamGroup(try tensors(name))] }
    return try list.map { element in
      guard case .dictionary(let members) = element, case .list(let params)? = members["params"] else {
        throw ArgumentError("argument '\(name)' has \(element) among its groups")
      }
      var options = NamedValues()
      for (key, value) in members.sorted(by: { $0.key < $1.key }) where key != "params" { options[key] = try value.optimizerValue }
      return ParamGroup(try params.map { try tensor($0, name) }, options)
    }
  }
}

extension Trace.Argument {
  fileprivate var optimizerValue: OptimizerValue {
    get throws {
      switch self {
      case .null: .null
      case .bool(let value): .bool(value)
      case .integer(let value): .int(Int(value))
      case .float(let value): .double(value)
      case .string(let text): .string(text)
      case .list(let values): .tuple(try values.map { try $0.optimizerValue })
      default: throw ArgumentError("\(self) is no option of a parameter group")
      }
    }
  }
}
