// Volatile wins over everything; only then is it asked whether an input requires grad. `detach()` takes "requires grad" away and leaves
// "volatile". The sum has b as an input again, so it requires grad if b does, although d is cut off.
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
  let d = c == .volatile ? Kind.volatile : .plain
  return [c, d, outcome(of: [d, b])]
}
