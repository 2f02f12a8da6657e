/// A number with so many digits after the point, rounded.
func decimal(_ value: Double, places: Int) -> String {
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let scaled = (value * scale).rounded()
  // Also no number, and infinity.
  guard abs(scaled) < 1e15 else { return "\(value)" }
  let digits = String(Int(abs(scaled)))
  let padded = String(repeating: "0", count: max(places + 1 - digits.count, 0)) + digits
  let sign = scaled < 0 ? "-" : ""
  return places == 0 ? sign + padded : "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
}

/// A number as short as it can be read: four digits, or an exponent.
func short(_ value: Double) -> String {
  let size = abs(value)
  guard size.isFinite, size != 0 else { return value.isNaN ? "nan" : size == 0 ? "0" : value < 0 ? "-inf" : "inf" }
  if size < 1e-3 || size >= 1e5 {
    var (mantissa, exponent) = (value, 0)
    while abs(mantissa) >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while abs(mantissa) < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return "\(Drawing.number(mantissa, places: 1))e\(exponent)"
  }
  return Drawing.number(value, places: size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0)
}

/// `a, b and c`.
func list(_ items: [String]) -> String {
  guard let last = items.last, items.count > 1 else { return items.first ?? "" }
  return items.dropLast().joined(separator: ", ") + " and " + last
}
