/// A part of the one cycle: where it ends, and which of a group's options it goes from and to.
struct OneCyclePhase {
  let endStep: Double
  let startRate, endRate, startMomentum, endMomentum: String

  private init(_ endStep: Double, _ startRate: String, _ endRate: String, _ startMomentum: String, _ endMomentum: String) {
    self.endStep = endStep
    self.startRate = startRate
    self.endRate = endRate
    self.startMomentum = startMomentum
    self.endMomentum = endMomentum
  }

  /// - Parameter rise: The steps in which the rate rises.
  static func all(_ rise: Double, _ total: Double, inThree: Bool) -> [OneCyclePhase] {
    let up = OneCyclePhase(rise - 1, "initial_lr", "max_lr", "max_momentum", "base_momentum")
    if !inThree { return [up, OneCyclePhase(total - 1, "max_lr", "min_lr", "base_momentum", "max_momentum")] }
    return [
      up, OneCyclePhase(2 * rise - 2, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
      OneCyclePhase(total - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum"),
    ]
  }

  /// A phase of a saved state; nil if it is none.
  init?(_ value: OptimizerValue) {
    guard case .dictionary(let values) = value, let endStep = values["end_step"]?.double else { return nil }
    let names = ["start_lr", "end_lr", "start_momentum", "end_momentum"].compactMap { values[$0]?.string }
    guard names.count == 4, names[..<2].allSatisfy({ ["initial_lr", "max_lr", "min_lr"].contains($0) }),
      names[2...].allSatisfy({ ["max_momentum", "base_momentum"].contains($0) })
    else { return nil }
    self.init(endStep, names[0], names[1], names[2], names[3])
  }

  var saved: NamedValues {
    [
      "end_step": .double(endStep), "start_lr": .string(startRate), "end_lr": .string(endRate), "start_momentum": .string(startMomentum),
      "end_momentum": .string(endMomentum),
    ]
  }
}
