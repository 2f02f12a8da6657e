import Autograd

/// The rate times `factor` for the first `totalIters` epochs: PyTorch's `ConstantLR`.
public final class ConstantLR: LRScheduler {
  private var factor: Double
  private var totalIters: Int

  /// A scheduler that starts now.
  ///
  /// - Precondition: `factor` lies in [0, 1].
  public init(
    _ optimizer: Optimizer, factor: Double = 1 / 3, totalIters: Int = 5, lastEpoch: Int = -1, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    if factor > 1 || factor < 0 { fail("Constant multiplicative factor expected to be between 0 and 1.", at: site) }
    self.factor = factor
    self.totalIters = totalIters
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
  }

  override public func rates() -> [Double] {
    if lastEpoch == 0 { return currentRates.map { $0 * factor } }
    return lastEpoch == totalIters ? currentRates.map { $0 * (1 / factor) } : currentRates
  }

  override public func closedFormRates() -> [Double]? {
    baseRates.map { $0 * (factor + (lastEpoch >= totalIters ? 1 : 0) * (1 - factor)) }
  }

  override var fields: [SchedulerField] {
    [.number("factor", self, \.factor), .int("total_iters", self, \.totalIters)] + super.fields
  }
}

/// The rate times a factor that goes in a line from `startFactor` to `endFactor` in `totalIters` epochs: PyTorch's `LinearLR`.
public final class LinearLR: LRScheduler {
  private var startFactor: Double
  private var endFactor: Double
  private var totalIters: Int

  /// A scheduler that starts now.
  ///
  /// - Precondition: `startFactor` lies in (0, 1], `endFactor` in [0, 1].
  public init(
    _ optimizer: Optimizer, startFactor: Double = 1 / 3, endFactor: Double = 1, totalIters: Int = 5, lastEpoch: Int = -1,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    if startFactor > 1 || startFactor <= 0 {
      fail("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.", at: site)
    }
    if endFactor > 1 || endFactor < 0 { fail("Ending multiplicative factor expected to be between 0 and 1.", at: site) }
    self.startFactor = startFactor
    self.endFactor = endFactor
    self.totalIters = totalIters
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
  }

  override public func rates() -> [Double] {
    if lastEpoch == 0 { return currentRates.map { $0 * startFactor } }
    if isInitial || lastEpoch > totalIters { return currentRates }
    let slope = endFactor - startFactor
    let growth = 1 + slope / (Double(totalIters) * startFactor + Double(lastEpoch - 1) * slope)
    return currentRates.map { $0 * growth }
  }

  override public func closedFormRates() -> [Double]? {
    baseRates.map { $0 * (startFactor + (endFactor - startFactor) * Double(min(totalIters, lastEpoch)) / Double(totalIters)) }
  }

  override var fields: [SchedulerField] {
    [
      .number("start_factor", self, \.startFactor), .number("end_factor", self, \.endFactor), .int("total_iters", self, \.totalIters),
    ] + super.fields
  }
}
