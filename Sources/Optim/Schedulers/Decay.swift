import Autograd
import Glibc

/// C's `pow`, as Python's `**` on floats.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The rate times `gamma` every epoch: PyTorch's `ExponentialLR`.
public final class ExponentialLR: LRScheduler {
  private var gamma: Double

  /// A scheduler that starts now.
  public init(_ optimizer: Optimizer, gamma: Double, lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line) {
    self.gamma = gamma
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: CallSite(file, line))
  }

  override public func rates() -> [Double] { isInitial ? currentRates : currentRates.map { $0 * gamma } }

  override public func closedFormRates() -> [Double]? { baseRates.map { $0 * power(gamma, Double(lastEpoch)) } }

  override var fields: [SchedulerField] { [.number("gamma", self, \.gamma)] + super.fields }
}

/// The rate falls to 0 in `totalIters` epochs, as the given power of what is left of them: PyTorch's `PolynomialLR`.
public final class PolynomialLR: LRScheduler {
  private var totalIters: Int
  private var exponent: Double

  /// A scheduler that starts now.
  public init(
    _ optimizer: Optimizer, totalIters: Int = 5, power: Double = 1, lastEpoch: Int = -1, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    self.totalIters = totalIters
    exponent = power
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: CallSite(file, line))
  }

  override public func rates() -> [Double] {
    if isInitial || lastEpoch > totalIters { return currentRates }
    let (epoch, total) = (Double(lastEpoch), Double(totalIters))
    let factor = power((1 - epoch / total) / (1 - (epoch - 1) / total), exponent)
    return currentRates.map { $0 * factor }
  }

  override public func closedFormRates() -> [Double]? {
    baseRates.map { $0 * power(1 - Double(min(totalIters, lastEpoch)) / Double(totalIters), exponent) }
  }

  override var fields: [SchedulerField] {
    [.int("total_iters", self, \.totalIters), .number("power", self, \.exponent)] + super.fields
  }
}
