import Autograd

/// The first rate times a function of the epoch: PyTorch's `LambdaLR`.
public final class LambdaLR: LRScheduler {
  private let functions: [(Int) -> Double]

  /// A scheduler that starts now.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - lrLambda: Gives the factor for an epoch.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  public convenience init(
    _ optimizer: Optimizer, lrLambda: @escaping (Int) -> Double, lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) {
    self.init(
      optimizer, lrLambdas: LRScheduler.perGroup(lrLambda, optimizer), lastEpoch: lastEpoch, file: file, line: line)
  }

  /// A scheduler that starts now.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - lrLambdas: A function for each parameter group.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  public init(
    _ optimizer: Optimizer, lrLambdas: [(Int) -> Double], lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    LRScheduler.refuseOtherCount(lrLambdas.count, optimizer, at: site)
    functions = lrLambdas
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
  }

  override public func rates() -> [Double] { zip(functions, baseRates).map { $1 * $0(lastEpoch) } }

  override var fields: [SchedulerField] { super.fields + [.functions(count: functions.count)] }
}

/// The rate there is times a function of the epoch: PyTorch's `MultiplicativeLR`.
public final class MultiplicativeLR: LRScheduler {
  private let functions: [(Int) -> Double]

  /// A scheduler that starts now.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - lrLambda: Gives the factor for an epoch.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  public convenience init(
    _ optimizer: Optimizer, lrLambda: @escaping (Int) -> Double, lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) {
    self.init(
      optimizer, lrLambdas: LRScheduler.perGroup(lrLambda, optimizer), lastEpoch: lastEpoch, file: file, line: line)
  }

  /// A scheduler that starts now.
  ///
  /// - Parameters:
  ///   - optimizer: Whose learning rates are set.
  ///   - lrLambdas: A function for each parameter group.
  ///   - lastEpoch: -1, or the steps taken so far by a scheduler whose optimizer's state was loaded.
  public init(
    _ optimizer: Optimizer, lrLambdas: [(Int) -> Double], lastEpoch: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    LRScheduler.refuseOtherCount(lrLambdas.count, optimizer, at: site)
    functions = lrLambdas
    super.init(scheduling: optimizer, lastEpoch: lastEpoch, at: site)
  }

  override public func rates() -> [Double] {
    isInitial ? currentRates : zip(functions, currentRates).map { $1 * $0(lastEpoch) }
  }

  override var fields: [SchedulerField] { super.fields + [.functions(count: functions.count)] }
}

extension LRScheduler {
  fileprivate static func refuseOtherCount(_ count: Int, _ optimizer: Optimizer, at site: CallSite) {
    if count != optimizer.paramGroups.count { fail("Expected \(optimizer.paramGroups.count) lr_lambdas, but got \(count)", at: site) }
  }
}

extension SchedulerField {
  /// As many Nones as there are functions.
  fileprivate static func functions(count: Int) -> SchedulerField {
    SchedulerField(name: "lr_lambdas", save: { .list(Array(repeating: .null, count: count)) }, load: { _ in {} })
  }
}
