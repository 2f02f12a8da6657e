// fails: e, where a and b are alike
// fails: e, where they are not
// says: d as it is after the cut and b as it always was
enum Kind: String, CaseIterable {
  case plain, requiresGrad, volatile
}

/// The kinds of c, d and e.
func kinds(_ a: Kind, _ b: Kind) -> [Kind] {
  let c: Kind = a == .volatile || b == .volatile ? .volatile : a == .requiresGrad || b == .requiresGrad ? .requiresGrad : .plain
  let d: Kind = c == .volatile ? .volatile : .plain
  return [c, d, d]
}
