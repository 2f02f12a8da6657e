// fails: d, detached
// fails: e, where they are not
// says: never requires grad
enum Kind: String, CaseIterable {
  case plain, requiresGrad, volatile
}

/// What an operator makes of its inputs.
func outcome(of inputs: [Kind]) -> Kind {
  if inputs.contains(.volatile) { return .volatile }
  return inputs.contains(.requiresGrad) ? .requiresGrad : .plain
}

/// The kinds of c, d and e.
func kinds(_ a: Kind, _ b: Kind) -> [Kind] {
  let c = outcome(of: [a, b])
  let d = c
  return [c, d, outcome(of: [d, b])]
}
