import Autograd
import Optim
import Testing

@Suite("The state of an optimizer")
struct StateDictTests {
  private func stepped(_ make: ([Tensor]) -> Optimizer) -> Optimizer {
    let p = Algorithm.parameter()
    let optimizer = make([p])
    Algorithm.takeSteps(optimizer, p, 0..<2)
    return optimizer
  }

  /// As `optimizer.state_dict()` of PyTorch 2.15 after two steps.
  @Test(
    "names what is kept as PyTorch does, in its order",
    arguments: [
      ("SGD", []), ("SGD with momentum", ["momentum_buffer"]), ("Adam", ["step", "exp_avg", "exp_avg_sq"]),
      ("Adam with amsgrad", ["step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"]), ("ASGD", ["step", "eta", "mu", "ax"]),
      ("Adadelta", ["step", "square_avg", "acc_delta"]), ("Adagrad", ["step", "sum"]), ("Adamax", ["step", "exp_avg", "exp_inf"]),
      ("Adafactor", ["step", "row_var", "col_var"]), ("Muon", ["momentum_buffer"]),
      ("NAdam", ["step", "mu_product", "exp_avg", "exp_avg_sq"]), ("RAdam", ["step", "exp_avg", "exp_avg_sq"]),
      ("RMSprop", ["step", "square_avg", "momentum_buffer", "grad_avg"]), ("Rprop", ["step", "prev", "step_size"]),
    ])
  func names(_ name: String, _ expected: [String]) {
    let optimizer = stepped { params in
      switch name {
      case "SGD": SGD(params)
      case "SGD with momentum": SGD(params, momentum: 0.9)
      case "Adam": Adam(params)
      case "Adam with amsgrad": Adam(params, amsgrad: true)
      case "ASGD": ASGD(params)
      case "Adadelta": Adadelta(params)
      case "Adagrad": Adagrad(params)
      case "Adamax": Adamax(params)
      case "Adafactor": Adafactor(params)
      case "Muon": Muon(params)
      case "NAdam": NAdam(params)
      case "RAdam": RAdam(params)
      case "RMSprop": RMSprop(params, momentum: 0.9, centered: true)
      default: Rprop(params)
      }
    }
    #expect(optimizer.stateDict().state[0]?.names ?? [] == expected)
    if expected.first == "step" { #expect(optimizer.stateDict().state[0]?["step"]?.tensor?.item() == 2) }
  }

  @Test("numbers the parameters through all groups")
  func numbers() {
    let tensors = (0..<3).map { _ in Algorithm.parameter() }
    let optimizer = SGD([ParamGroup([tensors[0], tensors[1]]), ParamGroup([tensors[2]])], momentum: 0.9)
    Algorithm.takeSteps(optimizer, tensors[2], 0..<1)
    let state = optimizer.stateDict()
    #expect(state.paramGroups.map(\.params) == [[0, 1], [2]])
    #expect(Array(state.state.keys) == [2])
    #expect(
      state.paramGroups[0].options.names == [
        "lr", "momentum", "dampening", "weight_decay", "nesterov", "maximize", "foreach", "differentiable", "fused",
      ])
  }

  @Test("keeps the names of parameters")
  func parameterNames() throws {
    let optimizer = SGD([ParamGroup(named: [("weight", Algorithm.parameter()), ("bias", Algorithm.parameter())])])
    #expect("\(optimizer.paramGroups[0]["param_names"] ?? .null)" == "['weight', 'bias']")
    var state = optimizer.stateDict()
    state.paramGroups[0].options["param_names"] = nil
    try optimizer.loadStateDict(state)
    #expect("\(optimizer.paramGroups[0]["param_names"] ?? .null)" == "['weight', 'bias']")
  }

  @Test("holds the optimizer's own tensors, as in PyTorch")
  func ownTensors() {
    let optimizer = stepped { Adam($0) }
    let p = optimizer.paramGroups[0].params[0]
    let average = optimizer.stateDict().state[0]?["exp_avg"]?.tensor
    #expect(average != nil && average === optimizer.state[p]["exp_avg"]?.tensor)
  }

  @Test("is refused where it does not fit, and nothing changes")
  func refusals() {
    let optimizer = stepped { Adam($0, lr: 0.1) }
    let state = optimizer.stateDict()
    func refused(_ change: (inout OptimizerState) -> Void) -> String {
      var changed = state
      changed.paramGroups[0].options["lr"] = 7
      change(&changed)
      return textThrown { try optimizer.loadStateDict(changed) }
    }
    #expect(refused { $0.paramGroups.append($0.paramGroups[0]) } == "loaded state dict has a different number of parameter groups")
    #expect(
      refused { $0.paramGroups[0].params = [0, 1] }
        == "loaded state dict contains a parameter group that doesn't match the size of optimizer's group")
    #expect(
      refused { $0.paramGroups[0].options["betas"] = "x" }
        == "loaded state dict: the option 'betas' of parameter group 0 is x, where (0.9, 0.999) was expected")
    #expect(
      refused { $0.paramGroups[0].options["betas"] = .tuple([0.9]) }
        == "loaded state dict: the option 'betas' of parameter group 0 is (0.9,), where (0.9, 0.999) was expected")
    #expect(
      refused { $0.state[0]?["exp_avg"] = .tensor(Tensor.zeros(4)) }
        == "loaded state dict: size mismatch for 'exp_avg' of parameter 0: the state has a shape of [4], the optimizer needs [2, 3]")
    #expect(
      refused { $0.state[0]?["exp_avg_sq"] = nil } == "loaded state dict: the state of parameter 0 has no tensor 'exp_avg_sq'")
    #expect(optimizer.paramGroups[0].lr == 0.1)
  }

  @Test("of an older version is filled in: steps that were numbers, options that were not there")
  func olderVersion() throws {
    let optimizer = stepped { Adam($0, lr: 0.1) }
    var state = optimizer.stateDict()
    state.state[0]?["step"] = 2
    state.paramGroups[0].options["decoupled_weight_decay"] = nil
    try optimizer.loadStateDict(state)
    #expect(optimizer.state[optimizer.paramGroups[0].params[0]]["step"]?.tensor?.dtype == .float32)
    #expect(optimizer.paramGroups[0]["decoupled_weight_decay"]?.bool == false)
  }

  @Test("takes the dtype of the parameters it is loaded for, the count of steps excepted")
  func dtypes() throws {
    let optimizer = stepped { Adam($0) }
    let p = Tensor.zeros([2, 3], dtype: .float64, requiresGrad: true)
    let other = Adam([p])
    try other.loadStateDict(optimizer.stateDict())
    #expect(other.state[p]["exp_avg"]?.tensor?.dtype == .float64)
    #expect(other.state[p]["step"]?.tensor?.dtype == .float32)
  }

  @Test("goes through hooks when it is taken and when it is loaded")
  func hooks() throws {
    let optimizer = stepped { Adam($0, lr: 0.1) }
    optimizer.registerStateDictPreHook { $0.paramGroups[0].lr = 0.2 }
    optimizer.registerStateDictPostHook { _, state in
      var state = state
      state.paramGroups[0].options["note"] = "kept"
      return state
    }
    let state = optimizer.stateDict()
    #expect(state.paramGroups[0].options["lr"]?.double == 0.2 && state.paramGroups[0].options["note"]?.string == "kept")
    var loaded = 0
    optimizer.registerLoadStateDictPreHook { _, state in
      var state = state
      state.paramGroups[0].options["lr"] = 0.3
      return state
    }
    optimizer.registerLoadStateDictPostHook { _ in loaded += 1 }
    try optimizer.loadStateDict(state)
    #expect(optimizer.paramGroups[0].lr == 0.3 && loaded == 1)
  }
}
