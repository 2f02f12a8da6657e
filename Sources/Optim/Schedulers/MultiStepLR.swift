import Autograd

/// The rate times `gamma` at each of some epochs: PyTorch's `MultiStepLR`.
public final class MultiStepLR: LRScheduler {
  /// How often each epoch is a milestone.
  private var milestones: [Int: Int]
  private var gamma: Double

  /// A scheduler that starts now.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - milestones: Epochs; one that stands twice counts twice.
  ///   - gamma: What a rate is multiplied by at each milestone.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  public init(
    _ optimizer: Optimizer, milestones: [Int], gamma: Double = 0.1, lastEpoch: Int = -1, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    self.milestones = Dictionary(milestones.map { ($0, 1) }, uniquingKeysWith: +)
    self.gamma = gamma
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: CallSite(file, line))
  }

  override public func rates() -> [Double] {
    guard let count = milestones[lastEpoch] else { return currentRates }
    return currentRates.map { $0 * power(gamma, Double(count)) }
  }

  override public func closedFormRates() -> [Double]? {
    let passed = milestones.reduce(0.0) { $0 + ($1.key <= lastEpoch ? Double($1.value) : 0) }
    return baseRates.map { $0 * power(gamma, passed) }
  }

  override var fields: [SchedulerField] {
    let milestones = SchedulerField(name: "milestones", save: { .counts(self.milestones) }) { value in
      guard case .counts(let counts) = value else { return nil }
      return { self.milestones = counts }
    }
    return [milestones, .number("gamma", self, \.gamma)] + super.fields
  }
}
