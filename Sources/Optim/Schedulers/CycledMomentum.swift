import Autograd

/// The momentum that a scheduler moves against the rate: the option `momentum`, or the first of `betas`.
struct CycledMomentum {
  let isBeta: Bool

  /// - Precondition: The optimizer has one of the two options.
  init(_ optimizer: Optimizer, at site: CallSite) {
    isBeta = optimizer.defaults["betas"] != nil
    if !isBeta && optimizer.defaults["momentum"] == nil {
      fail("optimizer must support momentum or beta1 with `cycle_momentum` option enabled", at: site)
    }
  }

  /// Puts the largest momentum in each group, and notes the bounds there.
  func begin(_ optimizer: Optimizer, base: [Double], largest: [Double]) {
    for index in optimizer.paramGroups.indices {
      set(&optimizer.paramGroups[index], largest[index])
      optimizer.paramGroups[index]["max_momentum"] = .double(largest[index])
      optimizer.paramGroups[index]["base_momentum"] = .double(base[index])
    }
  }

  func set(_ group: inout ParamGroup, _ value: Double) {
    if isBeta {
      group["betas"] = .tuple([.double(value)] + (group["betas"]?.members ?? []).dropFirst())
    } else {
      group["momentum"] = .double(value)
    }
  }
}
