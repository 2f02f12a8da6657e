import Autograd
import Glibc

/// The rate moves to a constant one in `annealEpochs` epochs, and stays there: PyTorch's `SWALR`, for stochastic weight averaging.
///
/// (Izmailov et al., "Averaging weights leads to wider optima and better generalization".) It may take over from another scheduler of the
/// same optimizer: it starts from the rates that it finds.
///
///     let scheduler = SWALR(optimizer, swaLR: 0.05, annealEpochs: 5)
public final class SWALR: LRScheduler {
  /// On which way the rate moves.
  public enum AnnealStrategy: String, Sendable {
    /// Along half a wave.
    case cos
    /// Along a line.
    case linear
  }

  private var annealEpochs: Int
  private var strategy: AnnealStrategy

  /// A scheduler that starts now, with one constant rate for all groups.
  public convenience init(
    _ optimizer: Optimizer, swaLR: Double, annealEpochs: Int = 10, annealStrategy: AnnealStrategy = .cos, lastEpoch: Int = -1,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    self.init(
      optimizer, swaLR: Self.perGroup(swaLR, optimizer), annealEpochs: annealEpochs, annealStrategy: annealStrategy, lastEpoch: lastEpoch,
      file: file, line: line)
  }

  /// A scheduler that starts now, with a constant rate for each group, which is kept in the group as `swa_lr`.
  ///
  /// - Precondition: There are as many rates as groups, and `annealEpochs` is not negative.
  public init(
    _ optimizer: Optimizer, swaLR: [Double], annealEpochs: Int = 10, annealStrategy: AnnealStrategy = .cos, lastEpoch: Int = -1,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    for (index, rate) in Self.perGroup(swaLR, "swa_lr", optimizer, at: site).enumerated() {
      optimizer.paramGroups[index]["swa_lr"] = .double(rate)
    }
    if annealEpochs < 0 { fail("anneal_epochs must be equal or greater than 0, got \(annealEpochs)", at: site) }
    self.annealEpochs = annealEpochs
    strategy = annealStrategy
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
  }

  override public func rates() -> [Double] {
    let step = annealEpochs == 0 ? max(1, stepCount - 1) : stepCount - 1
    let (before, now) = (share(after: step - 1), share(after: step))
    return optimizer.paramGroups.map { group in
      let target = group.number("swa_lr")
      // The rate at the beginning, as the one that there is tells it.
      let first = before == 1 ? target : (group.lr - before * target) / (1 - before)
      return target * now + first * (1 - now)
    }
  }

  /// How much of the way lies behind.
  private func share(after steps: Int) -> Double {
    let time = max(0, min(1, Double(steps) / Double(max(1, annealEpochs))))
    return strategy == .linear ? time : (1 - cos(.pi * time)) / 2
  }

  override var fields: [SchedulerField] {
    [.choice("_anneal_strategy", self, \.strategy), .int("anneal_epochs", self, \.annealEpochs)] + super.fields
  }

  /// Goes on from a saved state.
  override public func loadStateDict(_ state: NamedValues) throws(OptimizerError) {
    if let epochs = state["anneal_epochs"]?.int, epochs < 0 {
      throw OptimizerError("loaded state dict: 'anneal_epochs' of SWALR is \(epochs)")
    }
    try super.loadStateDict(state)
  }
}
