import Autograd

/// The rate times `factor` when a measured quantity has not become better for a while: PyTorch's `ReduceLROnPlateau`.
///
///     scheduler.step(validationLoss)
public final class ReduceLROnPlateau: LRScheduler {
  /// What is better.
  public enum Mode: String, Sendable {
    /// Less, as of a loss.
    case min
    /// More, as of an accuracy.
    case max

    /// The mode of PyTorch's name for it.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      guard let mode = Mode(rawValue: name) else { fail("mode \(name) is unknown!", at: CallSite(file, line)) }
      self = mode
    }
  }

  /// How much better it must be: by a part of the best so far, or by an amount.
  public enum ThresholdMode: String, Sendable {
    /// By a part of the best so far.
    case rel
    /// By an amount.
    case abs

    /// The mode of PyTorch's name for it.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      guard let mode = ThresholdMode(rawValue: name) else { fail("threshold mode \(name) is unknown!", at: CallSite(file, line)) }
      self = mode
    }
  }

  private var factor: Double
  private var commonLeast: Double?
  private var leastRates: [Double]
  private var patience: Int
  private var cooldown: Int
  private var eps: Double
  private var mode: Mode
  private var threshold: Double
  private var thresholdMode: ThresholdMode
  private var restCooldown = 0
  /// How many epochs in a row were no better.
  public private(set) var badEpochs = 0
  /// The best value so far: an infinity before the first step.
  public private(set) var best: Double

  /// A scheduler that starts now.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - mode: What is better.
  ///   - factor: What a rate is multiplied by.
  ///   - patience: Epochs without improvement that are let pass.
  ///   - threshold: How much better counts as better.
  ///   - thresholdMode: Whether the threshold is a part of the best value or an amount.
  ///   - cooldown: Epochs after a reduction in which bad ones are not counted.
  ///   - minLR: No rate gets below it.
  ///   - eps: A smaller change of a rate is not made.
  /// - Precondition: `factor` is below 1.
  public convenience init(
    _ optimizer: Optimizer, mode: Mode = .min, factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
    thresholdMode: ThresholdMode = .rel, cooldown: Int = 0, minLR: Double = 0, eps: Double = 1e-8, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    self.init(
      optimizer, mode: mode, factor: factor, patience: patience, threshold: threshold, thresholdMode: thresholdMode, cooldown: cooldown,
      minLR: LRScheduler.perGroup(minLR, optimizer), eps: eps, file: file, line: line)
    commonLeast = minLR
  }

  /// The same with a least rate for each parameter group.
  public init(
    _ optimizer: Optimizer, mode: Mode = .min, factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
    thresholdMode: ThresholdMode = .rel, cooldown: Int = 0, minLR: [Double], eps: Double = 1e-8, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    if factor >= 1 { fail("Factor should be < 1.0.", at: site) }
    if minLR.count != optimizer.paramGroups.count {
      fail("expected \(optimizer.paramGroups.count) min_lrs, got \(minLR.count)", at: site)
    }
    self.factor = factor
    leastRates = minLR
    self.patience = patience
    self.cooldown = cooldown
    self.eps = eps
    self.mode = mode
    self.threshold = threshold
    self.thresholdMode = thresholdMode
    best = mode == .min ? .infinity : -.infinity
    super.init(beginning: optimizer, lastEpoch: 0)
  }

  /// It needs the quantity.
  override public func step() { fail("ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'") }

  /// It needs the quantity.
  override public func step(epoch: Int) { step() }

  /// Takes note of an epoch's value, and reduces the rates if it is time.
  public func step(_ metrics: Double) {
    lastEpoch += 1
    if isBetter(metrics) {
      best = metrics
      badEpochs = 0
    } else {
      badEpochs += 1
    }
    if restCooldown > 0 {
      restCooldown -= 1
      badEpochs = 0
    }
    if badEpochs > patience {
      reduce()
      restCooldown = cooldown
      badEpochs = 0
    }
    lastRates = currentRates
  }

  /// The same with a tensor of one element.
  public func step(_ metrics: Tensor, file: StaticString = #filePath, line: UInt = #line) { step(metrics.item(file: file, line: line)) }

  private func reduce() {
    let count = optimizer.paramGroups.count
    if count != leastRates.count {
      guard let commonLeast else {
        fail(
          "The number of param groups in the `optimizer` (\(count)) differs from when `ReduceLROnPlateau` was initialized "
            + "(\(leastRates.count)), usually due to a new param group being added to the optimizer. Please modify the `min_lrs` field to "
            + "match the length of the `optimizer` param groups.")
      }
      leastRates = Array(repeating: commonLeast, count: count)
    }
    for index in 0..<count {
      let old = optimizer.paramGroups[index].lr
      let new = Swift.max(old * factor, leastRates[index])
      if old - new > eps { optimizer.paramGroups[index].lr = new }
    }
  }

  private func isBetter(_ value: Double) -> Bool {
    switch (mode, thresholdMode) {
    case (.min, .rel): value < best * (1 - threshold)
    case (.min, .abs): value < best - threshold
    case (.max, .rel): value > best * (threshold + 1)
    case (.max, .abs): value > best + threshold
    }
  }

  override var fields: [SchedulerField] {
    let common = SchedulerField(name: "default_min_lr", save: { self.commonLeast.map { .double($0) } ?? .null }) { value in
      guard value.isNull || value.double != nil else { return nil }
      return { self.commonLeast = value.double }
    }
    let worst = SchedulerField(name: "mode_worse", save: { .double(self.mode == .min ? .infinity : -.infinity) }, load: { _ in {} })
    return [
      .number("factor", self, \.factor), common, .numbers("min_lrs", self, \.leastRates), .int("patience", self, \.patience),
      .int("cooldown", self, \.cooldown), .number("eps", self, \.eps), .int("last_epoch", self, \.lastEpoch),
      .numbers("_last_lr", self, \.lastRates), worst, .choice("mode", self, \.mode), .number("threshold", self, \.threshold),
      .choice("threshold_mode", self, \.thresholdMode), .number("best", self, \.best), .int("cooldown_counter", self, \.restCooldown),
      .int("num_bad_epochs", self, \.badEpochs),
    ]
  }
}
