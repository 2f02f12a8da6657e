import Autograd

/// What changes learning rates between steps: the base class of all schedulers, PyTorch's `LRScheduler`.
///
///     let scheduler = StepLR(optimizer, stepSize: 30)
///     for _ in 0..<90 {
///       for batch in batches { … optimizer.step() }
///       scheduler.step()
///     }
///
/// Making one sets the first rates. A scheduler of your own overrides `rates()`.
open class LRScheduler {
  /// Whose rates it sets.
  public final let optimizer: Optimizer
  /// How many steps it has taken: PyTorch's `last_epoch`.
  public final var lastEpoch: Int
  /// The rate of each group at the beginning: PyTorch's `base_lrs`.
  public final var baseRates: [Double]
  /// The rate of each group that the last step set: PyTorch's `get_last_lr()`.
  public final internal(set) var lastRates: [Double] = []
  /// Whether the first rates are being set.
  public final private(set) var isInitial = false
  final var stepCount = 0
  /// PyTorch saves it; outside of a step it is false.
  final var isComputing = false

  /// A scheduler that starts now.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  /// - Precondition: A group knows its `initial_lr` if `lastEpoch` is not -1.
  public convenience init(_ optimizer: Optimizer, lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line) {
    self.init(scheduling: optimizer, lastEpoch: lastEpoch, at: CallSite(file, line))
  }

  init(scheduling optimizer: Optimizer, lastEpoch: Int, at site: CallSite) {
    for index in optimizer.paramGroups.indices where optimizer.paramGroups[index]["initial_lr"] == nil {
      if lastEpoch != -1 {
        fail(
          "param 'initial_lr' is not specified in param_groups[\(index)] when resuming scheduler with last_epoch >= 0.\nThis typically "
            + "happens when:\n1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n2. "
            + "You're using last_epoch >= 0 for a fresh training run (not recommended)", at: site)
      }
      let rate = optimizer.paramGroups[index]["lr"]
      optimizer.paramGroups[index]["initial_lr"] = rate?.tensor.map { .tensor($0.clone()) } ?? rate
    }
    self.optimizer = optimizer
    self.lastEpoch = lastEpoch
    baseRates = optimizer.paramGroups.map { $0.number("initial_lr") }
    optimizer.isScheduled = true
    initialStep()
  }

  /// For those that begin in another way.
  init(beginning optimizer: Optimizer, lastEpoch: Int) {
    self.optimizer = optimizer
    self.lastEpoch = lastEpoch
    baseRates = []
    lastRates = optimizer.paramGroups.map(\.lr)
  }

  /// The rate of each group, from `lastEpoch`, which is counted on already, and from the rates there are: PyTorch's `get_lr()`.
  open func rates() -> [Double] { fail("\(type(of: self)) does not override rates()") }

  /// The same from `lastEpoch` and `baseRates` alone, where there is a formula for it.
  open func closedFormRates() -> [Double]? { nil }

  /// Sets the next rates. Call it after the optimizer's step.
  open func step() {
    if stepCount == 1 && !optimizer.wasStepped {
      Warning.say(
        "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call them in the "
          + "opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping the "
          + "first value of the learning rate schedule. See more details at "
          + "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate")
    }
    stepCount += 1
    update(to: nil)
  }

  /// Sets the rates of a given epoch, by the closed form where there is one.
  open func step(epoch: Int) {
    stepCount += 1
    update(to: epoch)
  }

  final func initialStep() {
    stepCount = 0
    isInitial = true
    step()
    isInitial = false
  }

  final func update(to epoch: Int?) {
    lastEpoch = epoch ?? lastEpoch + 1
    set(epoch == nil ? rates() : closedFormRates() ?? rates())
  }

  final func set(_ rates: [Double]) {
    if rates.count != optimizer.paramGroups.count {
      fail("the scheduler has rates for \(rates.count) parameter groups, but the optimizer has \(optimizer.paramGroups.count) by now")
    }
    for (index, rate) in rates.enumerated() { optimizer.paramGroups[index].lr = rate }
    lastRates = currentRates
  }

  /// The rates as they are.
  public final var currentRates: [Double] { optimizer.paramGroups.map(\.lr) }

  /// What is saved and loaded, under PyTorch's names.
  var fields: [SchedulerField] {
    [
      .numbers("base_lrs", self, \.baseRates), .int("last_epoch", self, \.lastEpoch), .int("_step_count", self, \.stepCount),
      .flag("_is_initial", self, \.isInitial), .flag("_get_lr_called_within_step", self, \.isComputing),
      .numbers("_last_lr", self, \.lastRates),
    ]
  }

  /// All that is needed to go on from here, but the optimizer and functions: PyTorch's `state_dict()`.
  open func stateDict() -> NamedValues { NamedValues(fields.map { ($0.name, $0.save()) }) }

  /// Goes on from a state that `stateDict()` gave, here or in PyTorch. What the state lacks stays as it is.
  ///
  /// It does not touch the optimizer, whose rates are in the optimizer's own state.
  /// - Throws: `OptimizerError` where a value is of the wrong kind; then nothing has changed.
  open func loadStateDict(_ state: NamedValues) throws(OptimizerError) {
    var assignments: [() -> Void] = []
    for field in fields {
      guard let value = state[field.name] else { continue }
      guard let assignment = field.load(value) else {
        throw OptimizerError("loaded state dict: '\(field.name)' of \(type(of: self)) is \(value)")
      }
      assignments.append(assignment)
    }
    for assignment in assignments { assignment() }
  }
}

extension LRScheduler {
  /// One value for each parameter group.
  static func perGroup(_ values: [Double], _ name: String, _ optimizer: Optimizer, at site: CallSite) -> [Double] {
    if values.count != optimizer.paramGroups.count {
      fail(
        "\(name) must have the same length as optimizer.param_groups. \(name) has \(values.count) values, param_groups has "
          + "\(optimizer.paramGroups.count).", at: site)
    }
    return values
  }

  static func perGroup<Value>(_ value: Value, _ optimizer: Optimizer) -> [Value] {
    Array(repeating: value, count: optimizer.paramGroups.count)
  }
}
