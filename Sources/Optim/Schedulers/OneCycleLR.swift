import Autograd
import Glibc

/// One cycle for a whole training: the rate rises to its largest and falls far below the first, momentum the other way: PyTorch's
/// `OneCycleLR`. Step it after every batch.
///
/// (Smith and Topin, "Super-convergence: very fast training of neural networks using large learning rates".)
public final class OneCycleLR: LRScheduler {
  /// The curve between two rates.
  public enum AnnealStrategy: String, Sendable {
    /// Half a wave of a cosine.
    case cos
    /// A straight line.
    case linear

    /// The strategy of PyTorch's name for it.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      guard let strategy = AnnealStrategy(rawValue: name) else {
        fail("anneal_strategy must be one of 'cos' or 'linear', instead got \(name)", at: CallSite(file, line))
      }
      self = strategy
    }
  }

  private var totalSteps: Int
  private var phases: [OneCyclePhase]
  private var strategy: AnnealStrategy
  private let momentum: CycledMomentum?

  /// A scheduler of one largest rate for all groups.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - maxLR: The largest rate; the first is that divided by `divFactor`, the last the first divided by `finalDivFactor`.
  ///   - totalSteps: Batches in all; or give `epochs` and `stepsPerEpoch`.
  ///   - epochs: How many epochs there are, where `totalSteps` is left out.
  ///   - stepsPerEpoch: How many batches an epoch has, where `totalSteps` is left out.
  ///   - pctStart: The part of the cycle in which the rate rises.
  ///   - annealStrategy: The curve between two rates.
  ///   - cycleMomentum: Whether momentum (or the first of `betas`) goes from `maxMomentum` to `baseMomentum` and back.
  ///   - baseMomentum: The smallest momentum.
  ///   - maxMomentum: The largest momentum.
  ///   - divFactor: What the largest rate is divided by to give the first.
  ///   - finalDivFactor: What the first rate is divided by to give the last.
  ///   - threePhase: Whether the rate falls to the first and then, in a third phase, to the last.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  /// - Precondition: The number of steps is given and positive; `pctStart` lies in [0, 1].
  public convenience init(
    _ optimizer: Optimizer, maxLR: Double, totalSteps: Int? = nil, epochs: Int? = nil, stepsPerEpoch: Int? = nil, pctStart: Double = 0.3,
    annealStrategy: AnnealStrategy = .cos, cycleMomentum: Bool = true, baseMomentum: Double = 0.85, maxMomentum: Double = 0.95,
    divFactor: Double = 25, finalDivFactor: Double = 1e4, threePhase: Bool = false, lastEpoch: Int = -1,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    self.init(
      optimizer, maxLR: LRScheduler.perGroup(maxLR, optimizer), totalSteps: totalSteps, epochs: epochs, stepsPerEpoch: stepsPerEpoch,
      pctStart: pctStart, annealStrategy: annealStrategy, cycleMomentum: cycleMomentum,
      baseMomentum: LRScheduler.perGroup(baseMomentum, optimizer), maxMomentum: LRScheduler.perGroup(maxMomentum, optimizer),
      divFactor: divFactor, finalDivFactor: finalDivFactor, threePhase: threePhase, lastEpoch: lastEpoch, file: file, line: line)
  }

  /// The same with a largest rate and momenta for each parameter group.
  public init(
    _ optimizer: Optimizer, maxLR: [Double], totalSteps: Int? = nil, epochs: Int? = nil, stepsPerEpoch: Int? = nil,
    pctStart: Double = 0.3, annealStrategy: AnnealStrategy = .cos, cycleMomentum: Bool = true, baseMomentum: [Double],
    maxMomentum: [Double], divFactor: Double = 25, finalDivFactor: Double = 1e4, threePhase: Bool = false, lastEpoch: Int = -1,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    self.totalSteps = Self.count(totalSteps, epochs, stepsPerEpoch, at: site)
    phases = OneCyclePhase.all(pctStart * Double(self.totalSteps), Double(self.totalSteps), inThree: threePhase)
    if pctStart < 0 || pctStart > 1 { fail("Expected float between 0 and 1 pct_start, but got \(pctStart)", at: site) }
    strategy = annealStrategy
    let largest = LRScheduler.perGroup(maxLR, "max_lr", optimizer, at: site)
    if lastEpoch == -1 {
      for index in optimizer.paramGroups.indices {
        let first = largest[index] / divFactor
        optimizer.paramGroups[index]["initial_lr"] = .double(first)
        optimizer.paramGroups[index]["max_lr"] = .double(largest[index])
        optimizer.paramGroups[index]["min_lr"] = .double(first / finalDivFactor)
      }
    }
    momentum = cycleMomentum ? CycledMomentum(optimizer, at: site) : nil
    if let momentum {
      let most = LRScheduler.perGroup(maxMomentum, "max_momentum", optimizer, at: site)
      let base = LRScheduler.perGroup(baseMomentum, "base_momentum", optimizer, at: site)
      if lastEpoch == -1 { momentum.begin(optimizer, base: base, largest: most) }
    }
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
  }

  private static func count(_ total: Int?, _ epochs: Int?, _ stepsPerEpoch: Int?, at site: CallSite) -> Int {
    if let total {
      if total <= 0 { fail("Expected positive integer total_steps, but got \(total)", at: site) }
      return total
    }
    guard let epochs, let stepsPerEpoch else { fail("You must define either total_steps OR (epochs AND steps_per_epoch)", at: site) }
    if epochs <= 0 { fail("Expected positive integer epochs, but got \(epochs)", at: site) }
    if stepsPerEpoch <= 0 { fail("Expected positive integer steps_per_epoch, but got \(stepsPerEpoch)", at: site) }
    return epochs * stepsPerEpoch
  }

  /// The rates of the next step; sets the momenta.
  override public func rates() -> [Double] {
    let step = Double(lastEpoch)
    if lastEpoch > totalSteps {
      fail("Tried to step \(lastEpoch) times. The specified number of total steps is \(totalSteps)")
    }
    let current = phases.firstIndex { step <= $0.endStep } ?? phases.count - 1
    let (phase, start) = (phases[current], current == 0 ? 0 : phases[current - 1].endStep)
    let part = (step - start) / (phase.endStep - start)
    return optimizer.paramGroups.indices.map { index in
      let group = optimizer.paramGroups[index]
      momentum?.set(
        &optimizer.paramGroups[index], annealed(group.number(phase.startMomentum), group.number(phase.endMomentum), part))
      return annealed(group.number(phase.startRate), group.number(phase.endRate), part)
    }
  }

  private func annealed(_ start: Double, _ end: Double, _ part: Double) -> Double {
    switch strategy {
    case .cos: end + (start - end) / 2 * (Glibc.cos(.pi * part) + 1)
    case .linear: (end - start) * part + start
    }
  }

  override var fields: [SchedulerField] {
    let phases = SchedulerField(name: "_schedule_phases", save: { .list(self.phases.map { .dictionary($0.saved) }) }) { value in
      let loaded = (value.members ?? []).compactMap { OneCyclePhase($0) }
      guard let members = value.members, !members.isEmpty, loaded.count == members.count else { return nil }
      return { self.phases = loaded }
    }
    var fields: [SchedulerField] = [
      .int("total_steps", self, \.totalSteps), phases, .choice("_anneal_func_type", self, \.strategy),
      .constant("cycle_momentum", .bool(momentum != nil)),
    ]
    if let momentum { fields.append(.constant("use_beta1", .bool(momentum.isBeta))) }
    return fields + super.fields
  }
}
