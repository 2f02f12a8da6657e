import Autograd
import Optim
import Testing

@Suite("Learning-rate schedulers")
struct SchedulerTests {
  private func optimizer() -> SGD { SGD([Tensor([0.0], requiresGrad: true)], lr: 0.05, momentum: 0.9) }

  private func expectClose(_ values: [Double], _ expected: [Double], _ tolerance: Double = 1e-14) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) <= tolerance * max(1, abs(expected)), "\(values)") }
  }

  @Test("rates and momenta are PyTorch's", arguments: Schedule.all)
  func values(_ schedule: Schedule) {
    let optimizer = optimizer()
    let scheduler = schedule.make(optimizer)
    var rates = [optimizer.paramGroups[0].lr]
    var momenta = [optimizer.paramGroups[0]["momentum"]?.double ?? .nan]
    for _ in 0..<9 {
      optimizer.step()
      scheduler.step()
      rates.append(optimizer.paramGroups[0].lr)
      momenta.append(optimizer.paramGroups[0]["momentum"]?.double ?? .nan)
      #expect(scheduler.lastRates == [optimizer.paramGroups[0].lr])
    }
    expectClose(rates, schedule.rates)
    if let expected = schedule.momenta { expectClose(momenta, expected) }
  }

  @Test("a state taken up by another scheduler goes on to the same rates", arguments: Schedule.all)
  func resuming(_ schedule: Schedule) throws {
    let first = optimizer()
    let scheduler = schedule.make(first)
    for _ in 0..<4 {
      first.step()
      scheduler.step()
    }
    let second = optimizer()
    let successor = schedule.make(second)
    try second.loadStateDict(first.stateDict())
    try successor.loadStateDict(scheduler.stateDict())
    for epoch in 5..<10 {
      second.step()
      successor.step()
      expectClose([second.paramGroups[0].lr], [schedule.rates[epoch]])
    }
  }

  @Test("each group has its own rate")
  func groups() {
    let (a, b) = (Tensor([0.0], requiresGrad: true), Tensor([0.0], requiresGrad: true))
    let optimizer = SGD([ParamGroup([a]), ParamGroup([b], ["lr": 0.2])], lr: 0.05)
    let scheduler = LambdaLR(optimizer, lrLambdas: [{ _ in 1 }, { 1 / Double($0 + 1) }])
    optimizer.step()
    scheduler.step()
    #expect(optimizer.paramGroups.map(\.lr) == [0.05, 0.1])
    #expect(optimizer.paramGroups[1]["initial_lr"]?.double == 0.2)
  }

  @Test("a plateau lowers the rate, waits, and stops at the least rate")
  func plateau() {
    let optimizer = optimizer()
    let scheduler = ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1, cooldown: 1, minLR: 0.01)
    let rates = [1, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6].map { (value: Double) in
      scheduler.step(value)
      return optimizer.paramGroups[0].lr
    }
    // As torch.optim.lr_scheduler.ReduceLROnPlateau of PyTorch 2.15.
    expectClose(
      rates, [0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125, 0.0125, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01])
    #expect(scheduler.best == 0.5)
  }

  @Test(
    "what is better depends on the mode",
    arguments: [
      (ReduceLROnPlateau.Mode.max, ReduceLROnPlateau.ThresholdMode.rel, [1, 0.5, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.03125]),
      (.max, .abs, [1, 0.5, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.03125]),
      (.min, .abs, [1, 0.5, 0.25, 0.125, 0.125, 0.0625, 0.0625, 0.03125]),
    ])
  func plateauModes(_ mode: ReduceLROnPlateau.Mode, _ thresholdMode: ReduceLROnPlateau.ThresholdMode, _ expected: [Double]) {
    let optimizer = SGD([Tensor([0.0], requiresGrad: true)], lr: 1)
    let scheduler = ReduceLROnPlateau(optimizer, mode: mode, factor: 0.5, patience: 0, threshold: 0.1, thresholdMode: thresholdMode)
    let rates = [1, 1.05, 1.2, 1.25, 0.5, 0.42, 0.3, 2].map { (value: Double) in
      scheduler.step(value)
      return optimizer.paramGroups[0].lr
    }
    expectClose(rates, expected)
  }

  @Test("the one cycle moves the first beta of Adam")
  func betas() {
    let optimizer = Adam([Tensor([0.0], requiresGrad: true)], lr: 0.05)
    let scheduler = OneCycleLR(optimizer, maxLR: 0.5, totalSteps: 4)
    func betas() -> [Double] { optimizer.paramGroups[0]["betas"]?.members?.compactMap(\.double) ?? [] }
    #expect(betas() == [0.95, 0.999])
    for _ in 0..<2 {
      optimizer.step()
      scheduler.step()
    }
    // As PyTorch 2.15.
    expectClose(betas(), [0.9216941869558779, 0.999])
  }

  @Test("warm restarts step in fractions of an epoch")
  func fractions() {
    let optimizer = optimizer()
    let scheduler = CosineAnnealingWarmRestarts(optimizer, t0: 2, tMult: 2, etaMin: 0.01)
    let rates = [0.5, 3.25, 2.0, 6.5].map { (epoch: Double) in
      scheduler.step(epoch: epoch)
      return optimizer.paramGroups[0].lr
    }
    // As PyTorch 2.15.
    expectClose(rates, [0.044142135623730955, 0.041111404660392044, 0.05, 0.04961570560806461])
  }

  @Test("the names of a state are PyTorch's, in its order")
  func names() {
    #expect(
      StepLR(optimizer(), stepSize: 3).stateDict().names == [
        "step_size", "gamma", "base_lrs", "last_epoch", "_step_count", "_is_initial", "_get_lr_called_within_step", "_last_lr",
      ])
    #expect(
      ReduceLROnPlateau(optimizer()).stateDict().names == [
        "factor", "default_min_lr", "min_lrs", "patience", "cooldown", "eps", "last_epoch", "_last_lr", "mode_worse", "mode", "threshold",
        "threshold_mode", "best", "cooldown_counter", "num_bad_epochs",
      ])
    #expect(ChainedScheduler([ExponentialLR(optimizer(), gamma: 0.5)]).stateDict().names == ["_last_lr", "_schedulers"])
    #expect(
      "\(MultiStepLR(optimizer(), milestones: [2, 5, 5]).stateDict()["milestones"] ?? .null)" == "Counter({5: 2, 2: 1})")
  }

  @Test("a state of another kind is refused, and changes nothing")
  func refusal() throws {
    let optimizer = optimizer()
    let scheduler = StepLR(optimizer, stepSize: 3)
    var state = scheduler.stateDict()
    state["last_epoch"] = "five"
    state["gamma"] = 0.7
    #expect(textThrown { try scheduler.loadStateDict(state) } == "loaded state dict: 'last_epoch' of StepLR is five")
    #expect(scheduler.stateDict()["gamma"]?.double == 0.1)
    state["last_epoch"] = .int(.max)
    #expect(throws: OptimizerError.self) { try scheduler.loadStateDict(state) }
    #expect(throws: OptimizerError.self) { try scheduler.loadStateDict(["step_size": 0]) }
    #expect(throws: OptimizerError.self) { try CosineAnnealingLR(optimizer, tMax: 3).loadStateDict(["T_max": 0]) }
    let sequence = SequentialLR(optimizer, schedulers: [scheduler, ExponentialLR(optimizer, gamma: 0.5)], milestones: [2])
    #expect(
      textThrown { try sequence.loadStateDict(["_schedulers": []]) }
        == "loaded state dict: SequentialLR has 2 schedulers, the state 0")
  }

  @Test("a rate that is a tensor is written in place")
  func tensorRate() {
    let rate = Tensor(0.5, dtype: .float64)
    let optimizer = SGD([ParamGroup([Tensor([1.0], requiresGrad: true)], ["lr": .tensor(rate)])])
    let scheduler = ExponentialLR(optimizer, gamma: 0.5)
    optimizer.step()
    scheduler.step()
    #expect(rate.item() == 0.25)
    #expect(scheduler.baseRates == [0.5])
  }

  @Test(
    "the rates of weight averaging are those of PyTorch 2.15, group by group",
    arguments: [
      (
        SWALR.AnnealStrategy.cos, 4,
        [0.1, 0.09267767, 0.075, 0.05732233, 0.05, 0.05], [0.5, 0.428241161, 0.255, 0.081758839, 0.01, 0.01]
      ),
      (.linear, 10, [0.1, 0.095, 0.09, 0.085, 0.08, 0.075], [0.5, 0.451, 0.402, 0.353, 0.304, 0.255]),
      (.linear, 0, [0.05, 0.05, 0.05, 0.05, 0.05, 0.05], [0.01, 0.01, 0.01, 0.01, 0.01, 0.01]),
    ])
  func averaging(_ strategy: SWALR.AnnealStrategy, _ epochs: Int, _ first: [Double], _ second: [Double]) {
    let (a, b) = (Tensor([0.0], requiresGrad: true), Tensor([0.0], requiresGrad: true))
    let optimizer = SGD([ParamGroup([a]), ParamGroup([b], ["lr": 0.5])], lr: 0.1)
    let scheduler = SWALR(optimizer, swaLR: [0.05, 0.01], annealEpochs: epochs, annealStrategy: strategy)
    var rates = [optimizer.paramGroups.map(\.lr)]
    for _ in 0..<5 {
      optimizer.step()
      scheduler.step()
      rates.append(optimizer.paramGroups.map(\.lr))
    }
    expectClose(rates.map { $0[0] }, first, 1e-9)
    expectClose(rates.map { $0[1] }, second, 1e-9)
    #expect(scheduler.stateDict().names.prefix(3) == ["_anneal_strategy", "anneal_epochs", "base_lrs"])
  }

  @Test("weight averaging takes over the rate that another scheduler left")
  func averagingAfterAnother() {
    let optimizer = SGD([Tensor([0.0], requiresGrad: true)], lr: 0.1)
    let first = ExponentialLR(optimizer, gamma: 0.9)
    let second = SWALR(optimizer, swaLR: 0.05, annealEpochs: 3)
    let rates = (0..<8).map { epoch in
      let rate = optimizer.paramGroups[0].lr
      optimizer.step()
      if epoch < 3 { first.step() } else { second.step() }
      return rate
    }
    // As PyTorch 2.15.
    expectClose(rates, [0.1, 0.09, 0.081, 0.0729, 0.067175, 0.055725, 0.05, 0.05], 1e-9)
  }
}
