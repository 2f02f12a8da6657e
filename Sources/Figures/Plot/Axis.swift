/// A range of numbers on paper, with its ticks.
struct Axis {
  /// From and to which number.
  let lower: Double
  let upper: Double
  let ticks: [Double]
  private let places: Int

  /// Around these numbers, with about `count` ticks at 1, 2 or 5 times a power of ten.
  init(_ values: [Double], count: Int, isWhole: Bool = false) {
    var (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let size = max(abs(low), abs(high))
    if !(high - low > max(size * 1e-12, 1e-290)) {
      // All the same, as far as can be drawn.
      let room = size < 1e-280 ? 1 : size * 0.1
      (low, high) = isWhole ? (low, low + 1) : (low - room, high + room)
    }
    var power = 1.0
    var digits = 0
    let rough = (high - low) / Double(count)
    while power * 10 <= rough { power *= 10 }
    while power > rough {
      power /= 10
      digits += 1
    }
    let factor = [1.0, 2, 5].first { $0 * power >= rough } ?? 10
    let stride = isWhole ? max(factor * power, 1) : factor * power
    places = isWhole ? 0 : max(factor == 10 ? digits - 1 : digits, 0)
    lower = isWhole ? low : (low / stride).rounded(.down) * stride
    upper = isWhole ? high : (high / stride).rounded(.up) * stride
    var ticks: [Double] = []
    var tick = (lower / stride).rounded(.up)
    while tick * stride <= upper + stride * 1e-9, ticks.count < 2 * count + 2 {
      ticks.append(tick * stride)
      tick += 1
    }
    self.ticks = ticks
  }

  /// 0 at the lower end, 1 at the upper.
  func position(of value: Double) -> Double { (value - lower) / (upper - lower) }

  func label(of tick: Double) -> String { abs(tick) >= 1e5 || places > 4 ? short(tick) : decimal(tick, places: places) }
}
