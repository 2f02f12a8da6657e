import Autograd
import Glibc

/// The rate goes up and down between two bounds, momentum down and up: PyTorch's `CyclicLR`. Step it after every batch.
///
/// (Smith, "Cyclical learning rates for training neural networks".)
public final class CyclicLR: LRScheduler {
  /// How the height of the cycles changes.
  public enum Mode: String, Sendable {
    /// It does not.
    case triangular
    /// It is halved after each cycle.
    case triangular2
    /// It is multiplied by `gamma` at each step.
    case expRange = "exp_range"

    /// The mode of PyTorch's name for it.
    public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
      guard let mode = Mode(rawValue: name) else { fail("mode is invalid and scale_fn is None", at: CallSite(file, line)) }
      self = mode
    }
  }

  /// What the scale of a height is a function of: the number of the cycle, from 1, or of the step.
  public enum ScaleMode: String, Sendable {
    /// The cycle's number, from 1.
    case cycle
    /// The step's number.
    case iterations
  }

  private var mode: Mode
  private var gamma: Double
  private var scaleMode: ScaleMode
  private let scale: ((Double) -> Double)?
  private var largestRates: [Double]
  private var totalSize: Double
  private var stepRatio: Double
  private let momentum: CycledMomentum?
  private var baseMomenta: [Double]
  private var largestMomenta: [Double]

  /// A scheduler of the same bounds for all groups.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - baseLR: The lower bound of the rates.
  ///   - maxLR: The upper bound of the rates.
  ///   - stepSizeUp: Steps from the lower bound to the upper.
  ///   - stepSizeDown: Steps back; as many if left out.
  ///   - mode: How the height of the cycles changes.
  ///   - gamma: What the height is multiplied by at each step, in the mode `.expRange`.
  ///   - scaleFn: A scale of one's own, instead of the mode's.
  ///   - scaleMode: What `scaleFn` is a function of.
  ///   - cycleMomentum: Whether momentum (or the first of `betas`) goes between `maxMomentum` and `baseMomentum`.
  ///   - baseMomentum: The smallest momentum.
  ///   - maxMomentum: The largest momentum.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  public convenience init(
    _ optimizer: Optimizer, baseLR: Double, maxLR: Double, stepSizeUp: Int = 2000, stepSizeDown: Int? = nil, mode: Mode = .triangular,
    gamma: Double = 1, scaleFn: ((Double) -> Double)? = nil, scaleMode: ScaleMode = .cycle, cycleMomentum: Bool = true,
    baseMomentum: Double = 0.8, maxMomentum: Double = 0.9, lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) {
    self.init(
      optimizer, baseLR: LRScheduler.perGroup(baseLR, optimizer), maxLR: LRScheduler.perGroup(maxLR, optimizer), stepSizeUp: stepSizeUp,
      stepSizeDown: stepSizeDown, mode: mode, gamma: gamma, scaleFn: scaleFn, scaleMode: scaleMode, cycleMomentum: cycleMomentum,
      baseMomentum: LRScheduler.perGroup(baseMomentum, optimizer), maxMomentum: LRScheduler.perGroup(maxMomentum, optimizer),
      lastEpoch: lastEpoch, file: file, line: line)
  }

  /// The same with bounds for each parameter group.
  public init(
    _ optimizer: Optimizer, baseLR: [Double], maxLR: [Double], stepSizeUp: Int = 2000, stepSizeDown: Int? = nil, mode: Mode = .triangular,
    gamma: Double = 1, scaleFn: ((Double) -> Double)? = nil, scaleMode: ScaleMode = .cycle, cycleMomentum: Bool = true,
    baseMomentum: [Double], maxMomentum: [Double], lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    let base = LRScheduler.perGroup(baseLR, "base_lr", optimizer, at: site)
    if lastEpoch == -1 {
      for index in optimizer.paramGroups.indices { optimizer.paramGroups[index].lr = base[index] }
    }
    largestRates = LRScheduler.perGroup(maxLR, "max_lr", optimizer, at: site)
    totalSize = Double(stepSizeUp) + Double(stepSizeDown ?? stepSizeUp)
    stepRatio = Double(stepSizeUp) / totalSize
    self.mode = mode
    self.gamma = gamma
    scale = scaleFn
    self.scaleMode = scaleFn == nil ? mode.scaleMode : scaleMode
    momentum = cycleMomentum ? CycledMomentum(optimizer, at: site) : nil
    (baseMomenta, largestMomenta) = ([], [])
    if let momentum {
      baseMomenta = LRScheduler.perGroup(baseMomentum, "base_momentum", optimizer, at: site)
      largestMomenta = LRScheduler.perGroup(maxMomentum, "max_momentum", optimizer, at: site)
      if lastEpoch == -1 { momentum.begin(optimizer, base: baseMomenta, largest: largestMomenta) }
    }
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
    baseRates = base
  }

  /// The rates of the next step; sets the momenta.
  override public func rates() -> [Double] {
    let position = Double(lastEpoch) / totalSize
    let cycle = (1 + position).rounded(.down)
    let x = 1 + position - cycle
    let height = x <= stepRatio ? x / stepRatio : (x - 1) / (stepRatio - 1)
    let scale = scaled(scaleMode == .cycle ? cycle : Double(lastEpoch))
    if let momentum, baseMomenta.count == optimizer.paramGroups.count, largestMomenta.count == baseMomenta.count {
      for index in optimizer.paramGroups.indices {
        let (base, largest) = (baseMomenta[index], largestMomenta[index])
        momentum.set(&optimizer.paramGroups[index], largest - (largest - base) * height * scale)
      }
    }
    return zip(baseRates, largestRates).map { base, largest in base + (largest - base) * height * scale }
  }

  private func scaled(_ x: Double) -> Double {
    if let scale { return scale(x) }
    return switch mode {
    case .triangular: 1
    case .triangular2: 1 / pow(2, x - 1)
    case .expRange: pow(gamma, x)
    }
  }

  override var fields: [SchedulerField] {
    var fields: [SchedulerField] = [
      .numbers("max_lrs", self, \.largestRates), .number("total_size", self, \.totalSize), .number("step_ratio", self, \.stepRatio),
      .choice("mode", self, \.mode), .number("gamma", self, \.gamma), .choice("scale_mode", self, \.scaleMode),
      .constant("cycle_momentum", .bool(momentum != nil)),
    ]
    if let momentum {
      fields += [
        .constant("use_beta1", .bool(momentum.isBeta)), .numbers("base_momentums", self, \.baseMomenta),
        .numbers("max_momentums", self, \.largestMomenta),
      ]
    }
    return fields + super.fields + [.constant("_scale_fn_custom", .null)]
  }
}

extension CyclicLR.Mode {
  fileprivate var scaleMode: CyclicLR.ScaleMode { self == .expRange ? .iterations : .cycle }
}
