import Autograd
import Glibc

/// The rate falls along a half wave to `etaMin` and starts again at the top, each time after `tMult` times as long: PyTorch's
/// `CosineAnnealingWarmRestarts`. It may be stepped in fractions of an epoch.
///
/// (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts".)
public final class CosineAnnealingWarmRestarts: LRScheduler {
  private var firstPeriod: Double
  private var period: Double
  private var growth: Double
  private var etaMin: Double
  private var sinceRestart: Double

  /// A scheduler that starts now.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - t0: Epochs until the first restart.
  ///   - tMult: What each restart multiplies that by.
  ///   - etaMin: The smallest rate.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  /// - Precondition: Both are at least 1.
  public init(
    _ optimizer: Optimizer, t0: Int, tMult: Int = 1, etaMin: Double = 0, lastEpoch: Int = -1, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let site = CallSite(file, line)
    if t0 <= 0 { fail("Expected positive integer T_0, but got \(t0)", at: site) }
    if tMult < 1 { fail("Expected integer T_mult >= 1, but got \(tMult)", at: site) }
    firstPeriod = Double(t0)
    period = Double(t0)
    growth = Double(tMult)
    self.etaMin = etaMin
    sinceRestart = Double(lastEpoch)
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
  }

  override public func rates() -> [Double] {
    baseRates.map { etaMin + ($0 - etaMin) * (1 + cos(.pi * sinceRestart / period)) / 2 }
  }

  /// Sets the rates of the next epoch.
  override public func step() {
    if lastEpoch < 0 { return step(epoch: 0.0) }
    sinceRestart += 1
    if sinceRestart >= period {
      sinceRestart = fmod(sinceRestart, period)
      period *= growth
    }
    lastEpoch += 1
    set(rates())
  }

  /// Sets the rates of a given epoch.
  override public func step(epoch: Int) { step(epoch: Double(epoch)) }

  /// Sets the rates of a point within an epoch: the epoch's number and the part of its batches that are done.
  public func step(epoch: Double, file: StaticString = #filePath, line: UInt = #line) {
    if epoch < 0 { fail("Expected non-negative epoch, but got \(epoch)", at: CallSite(file, line)) }
    if epoch < firstPeriod {
      period = firstPeriod
      sinceRestart = epoch
    } else if growth == 1 {
      sinceRestart = fmod(epoch, firstPeriod)
    } else {
      let restarts = trunc(log(epoch / firstPeriod * (growth - 1) + 1) / log(growth))
      sinceRestart = epoch - firstPeriod * (pow(growth, restarts) - 1) / (growth - 1)
      period = firstPeriod * pow(growth, restarts)
    }
    lastEpoch = Int(epoch.rounded(.down))
    set(rates())
  }

  override var fields: [SchedulerField] {
    [
      .count("T_0", self, \.firstPeriod), .count("T_i", self, \.period), .count("T_mult", self, \.growth),
      .number("eta_min", self, \.etaMin), .count("T_cur", self, \.sinceRestart),
    ] + super.fields
  }
}
