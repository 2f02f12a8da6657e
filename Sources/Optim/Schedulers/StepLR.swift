import Autograd

/// The rate times `gamma` every `stepSize` epochs: PyTorch's `StepLR`.
public final class StepLR: LRScheduler {
  private var stepSize: Int
  private var gamma: Double

  /// A scheduler that starts now.
  ///
  /// - Precondition: `stepSize` is not 0.
  public init(
    _ optimizer: Optimizer, stepSize: Int, gamma: Double = 0.1, lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    if stepSize == 0 { fail("integer modulo by zero", at: site) }
    self.stepSize = stepSize
    self.gamma = gamma
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
  }

  override public func rates() -> [Double] {
    if lastEpoch == 0 || lastEpoch % stepSize != 0 { return currentRates }
    return currentRates.map { $0 * gamma }
  }

  override public func closedFormRates() -> [Double]? {
    let factor = power(gamma, (Double(lastEpoch) / Double(stepSize)).rounded(.down))
    return baseRates.map { $0 * factor }
  }

  override var fields: [SchedulerField] {
    [.int("step_size", self, \.stepSize), .number("gamma", self, \.gamma)] + super.fields
  }

  /// Goes on from a saved state.
  override public func loadStateDict(_ state: NamedValues) throws(OptimizerError) {
    if state["step_size"]?.int == 0 { throw OptimizerError("loaded state dict: 'step_size' of StepLR is 0") }
    try super.loadStateDict(state)
  }
}
