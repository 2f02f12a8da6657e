import Autograd

/// How much is pruned: a count of elements or slices, `3`, or a share of them, `0.3`.
public enum PruneAmount: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, CustomStringConvertible {
  /// So many.
  case count(Int)
  /// So many of all, from 0 to 1.
  case share(Double)

  /// A count.
  public init(integerLiteral value: Int) { self = .count(value) }

  /// A share.
  public init(floatLiteral value: Double) { self = .share(value) }

  /// The number, a share with a point.
  public var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .share(let share): "\(share)"
    }
  }

  /// Refuses a negative count, and a share that is none.
  func check(at site: CallSite) {
    let isRight =
      switch self {
      case .count(let count): count >= 0
      case .share(let share): (0...1).contains(share)
      }
    if !isRight { fail("amount=\(self) should either be a float in the range [0, 1] or a non-negative integer", at: site) }
  }

  /// How many of so many; of a half that would be left, as Python rounds, the even number.
  func count(of total: Int, at site: CallSite) -> Int {
    switch self {
    case .share(let share): return Int((share * Double(total)).rounded(.toNearestOrEven))
    case .count(let count):
      if count > total { fail("amount=\(count) should be smaller than the number of parameters to prune=\(total)", at: site) }
      return count
    }
  }
}
