import Autograd

/// A scheduler made of others.
public class CombinedScheduler: LRScheduler {
  /// The others, in order.
  public final let schedulers: [LRScheduler]

  init(_ schedulers: [LRScheduler], of optimizer: Optimizer?, lastEpoch: Int, missing: String, at site: CallSite) {
    guard let first = schedulers.first else { fail("\(Self.self) expects at least one scheduler\(missing)", at: site) }
    let optimizer = optimizer ?? first.optimizer
    for (index, scheduler) in schedulers.enumerated() {
      if scheduler is ReduceLROnPlateau {
        fail(
          "\(Self.self) does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be specified when calling "
            + "`step`, but got one at index \(index) in the given schedulers sequence.", at: site)
      }
      if scheduler.optimizer !== optimizer {
        fail(
          "\(Self.self) expects all schedulers to belong to the same optimizer, but got scheduler \(type(of: scheduler)) at index "
            + "\(index) has \(scheduler.optimizer), which is different from \(type(of: optimizer)).", at: site)
      }
    }
    self.schedulers = schedulers
    super.init(beginning: optimizer, lastEpoch: lastEpoch)
  }

  /// The state, with those of the others under `_schedulers`.
  override public func stateDict() -> NamedValues {
    var state = super.stateDict()
    state["_schedulers"] = .list(schedulers.map { .dictionary($0.stateDict()) })
    return state
  }

  /// Goes on from a saved state.
  ///
  /// - Throws: `OptimizerError` where it is not one of as many schedulers, or a value is of the wrong kind.
  override public func loadStateDict(_ state: NamedValues) throws(OptimizerError) {
    let states: [NamedValues] = (state["_schedulers"]?.members ?? []).compactMap {
      if case .dictionary(let values) = $0 { values } else { nil }
    }
    if states.count != schedulers.count {
      throw OptimizerError("loaded state dict: \(type(of: self)) has \(schedulers.count) schedulers, the state \(states.count)")
    }
    try super.loadStateDict(state)
    for (scheduler, state) in zip(schedulers, states) { try scheduler.loadStateDict(state) }
  }
}

/// One scheduler after the other, each beginning at a milestone: PyTorch's `SequentialLR`.
///
///     SequentialLR(optimizer, schedulers: [LinearLR(optimizer, totalIters: 5), ExponentialLR(optimizer, gamma: 0.9)], milestones: [5])
public final class SequentialLR: CombinedScheduler {
  private var milestones: [Int]

  /// A scheduler that starts now.
  ///
  /// - Parameters:
  ///   - optimizer: The optimizer of all of them.
  ///   - schedulers: In their order.
  ///   - milestones: The epoch at which each scheduler but the first begins.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  /// - Precondition: There is one scheduler more than milestones, all of this optimizer, none a `ReduceLROnPlateau`.
  public init(
    _ optimizer: Optimizer, schedulers: [LRScheduler], milestones: [Int], lastEpoch: Int = -1, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    self.milestones = milestones
    super.init(schedulers, of: optimizer, lastEpoch: lastEpoch + 1, missing: ", but got no scheduler.", at: site)
    if milestones.count != schedulers.count - 1 {
      fail(
        "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got number of "
          + "schedulers \(schedulers.count) and the number of milestones to be equal to \(milestones.count)", at: site)
    }
    for index in optimizer.paramGroups.indices { optimizer.paramGroups[index].lr = optimizer.paramGroups[index].number("initial_lr") }
    // Making the schedulers took the first step of each already.
    undoStep(of: self)
    let first = schedulers[index(at: 0)]
    first.initialStep()
    lastRates = first.lastRates
  }

  private func undoStep(of scheduler: LRScheduler) {
    if let combined = scheduler as? CombinedScheduler {
      combined.schedulers.forEach(undoStep)
    } else {
      scheduler.lastEpoch -= 1
    }
  }

  private func index(at epoch: Int) -> Int { milestones.count { $0 <= epoch } }

  /// Steps the scheduler whose turn it is.
  override public func step() {
    lastEpoch += 1
    let index = index(at: lastEpoch)
    let scheduler = schedulers[index]
    if index > 0 && milestones[index - 1] == lastEpoch { scheduler.update(to: 0) } else { scheduler.step() }
    lastRates = scheduler.lastRates
  }

  override var fields: [SchedulerField] {
    let milestones = SchedulerField(name: "_milestones", save: { .list(self.milestones.map { .int($0) }) }) { value in
      let numbers = (value.members ?? []).compactMap(\.int)
      guard numbers.count == self.milestones.count, value.members?.count == numbers.count else { return nil }
      return { self.milestones = numbers }
    }
    return [milestones, .int("last_epoch", self, \.lastEpoch), .numbers("_last_lr", self, \.lastRates)]
  }
}

/// Several schedulers, each taking a step in each epoch: PyTorch's `ChainedScheduler`.
public final class ChainedScheduler: CombinedScheduler {
  /// - Precondition: There is a scheduler; all are of one optimizer, none a `ReduceLROnPlateau`.
  public init(
    _ schedulers: [LRScheduler], optimizer: Optimizer? = nil, file: StaticString = #filePath, line: UInt = #line
  ) {
    super.init(schedulers, of: optimizer, lastEpoch: 0, missing: " to be chained, but got no scheduler.", at: CallSite(file, line))
  }

  /// Steps all of them, in order.
  override public func step() {
    for scheduler in schedulers { scheduler.step() }
    lastRates = currentRates
  }

  override var fields: [SchedulerField] { [.numbers("_last_lr", self, \.lastRates)] }
}
