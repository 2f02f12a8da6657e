import Autograd
import Glibc

/// The rate falls along a half wave to `etaMin` in `tMax` epochs, and rises again after them: PyTorch's `CosineAnnealingLR`.
///
/// (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", without the restarts.)
public final class CosineAnnealingLR: LRScheduler {
  private var tMax: Int
  private var etaMin: Double

  /// A scheduler that starts now.
  ///
  /// - Precondition: `tMax` is not 0.
  public init(
    _ optimizer: Optimizer, tMax: Int, etaMin: Double = 0, lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    if tMax == 0 { fail("integer modulo by zero", at: site) }
    self.tMax = tMax
    self.etaMin = etaMin
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
  }

  override public func rates() -> [Double] {
    let (epoch, period) = (Double(lastEpoch), Double(tMax))
    if isInitial { return currentRates }
    if stepCount == 1 && lastEpoch > 0 { return baseRates.map { etaMin + ($0 - etaMin) * (1 + cos(epoch * .pi / period)) / 2 } }
    if (lastEpoch - 1 - tMax) % (2 * tMax) == 0 {
      return zip(baseRates, currentRates).map { $1 + ($0 - etaMin) * (1 - cos(.pi / period)) / 2 }
    }
    let factor = (1 + cos(.pi * epoch / period)) / (1 + cos(.pi * (epoch - 1) / period))
    return currentRates.map { factor * ($0 - etaMin) + etaMin }
  }

  override public func closedFormRates() -> [Double]? {
    baseRates.map { etaMin + ($0 - etaMin) * (1 + cos(.pi * Double(lastEpoch) / Double(tMax))) / 2 }
  }

  override var fields: [SchedulerField] { [.int("T_max", self, \.tMax), .number("eta_min", self, \.etaMin)] + super.fields }

  /// Goes on from a saved state.
  override public func loadStateDict(_ state: NamedValues) throws(OptimizerError) {
    if state["T_max"]?.int == 0 { throw OptimizerError("loaded state dict: 'T_max' of CosineAnnealingLR is 0") }
    try super.loadStateDict(state)
  }
}
