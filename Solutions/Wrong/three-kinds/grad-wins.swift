// fails: c, the product
// says: volatile as soon as one input is, even if the other requires grad
enum Kind: String, CaseIterable {
  case plain, requiresGrad, volatile
}

/// What an operator makes of its inputs.
func outcome(of inputs: [Kind]) -> Kind {
  if inputs.contains(.requiresGrad) { return .requiresGrad }
  return inputs.contains(.volatile) ? .volatile : .plain
}

/// The kinds of c, d and e.
func kinds(_ a: Kind, _ b: Kind) -> [Kind] {
  let c = outcome(of: [a, b])
  let d = c == .volatile ? Kind.volatile : .plain
  return [c, d, outcome(of: [d, b])]
}
