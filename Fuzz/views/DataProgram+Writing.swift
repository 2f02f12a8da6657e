import Autograd
import ViewModel

/// Values that tell what a place holds: an element of the leaf is its number, to which multiples of `added` may have been added; what was
/// written since is no whole number, or in a tensor of integers less than 0.
enum Written {
  static let added = 512.0

  static func isOfLeaf(_ value: Double) -> Bool { value >= 0 && value == value.rounded() }

  static func place(_ value: Double) -> Int { Int(value) % Int(added) }
}

extension DataProgram {
  private enum Write {
    case fill
    case copy
    case brackets
    case bracketsWithNumber
    case accumulate
  }

  mutating func write(_ live: Live) {
    let kind: Write = [.fill, .copy, .brackets, .brackets, .bracketsWithNumber, .accumulate][bytes.below(6)]
    // So that what was written when is told apart; eighths and sixteenths are exact in every dtype that floats here.
    let number = dtype.isFloatingPoint ? Double(bytes.below(60)) + 0.5 : -1 - Double(bytes.below(60))
    switch kind {
    case .fill:
      tell("\(live.tensor.shape) \(live.tensor.strides): fill_ \(number)")
      let done = attempt { live.tensor.fill_(number) } != nil
      judge(live, done, live.shown, Array(repeating: number, count: live.shown.positions.count), mayRefuse: false)
    case .copy:
      let values = drawn(live.shown.shape, number)
      tell("\(live.tensor.shape) \(live.tensor.strides): copy_ of \(values.shape)")
      let source = tensor(values)
      let done = attempt { live.tensor.copy_(source) } != nil
      judge(live, done, live.shown, live.shown.isRepeated ? nil : values.spread(to: live.shown.shape), mayRefuse: false)
    case .brackets, .bracketsWithNumber: writeBrackets(live, kind == .bracketsWithNumber, number)
    case .accumulate: accumulate(live)
    }
  }

  private mutating func writeBrackets(_ live: Live, _ isNumber: Bool, _ number: Double) {
    let brackets = Subscript.brackets(&bytes, of: live.shown.shape)
    let meaning = BracketMeaning(brackets, of: live.shown, atMost: Self.limit)
    let part: [Int] = if case .shown(let shown, _) = meaning { shown.shape } else { [] }
    if case .skipped = meaning { return }
    var values = drawn(part, number)
    if isNumber { values = DrawnValues(shape: [], values: [number]) }
    tell("\(live.tensor.shape) \(live.tensor.strides): writes \(isNumber ? "a number" : "\(values.shape)") to \(brackets)")
    let indices = brackets.map(\.index)
    let done: Bool
    if isNumber {
      done = attempt { live.tensor[indices: indices] = number } != nil
    } else {
      let source = tensor(values)
      done = attempt { live.tensor[indices: indices] = source } != nil
    }
    switch meaning {
    case .refused:
      if done && !isNumber { finding("writing to \(brackets) of \(live.shown.shape) was not refused") } else { settle(live, done) }
    case .unspecified, .skipped:
      live.memory.values = live.memory.held
      settle(live, done)
    case .shown(let shown, let isPick):
      let single = values.shape.isEmpty
      let isRefused = !isPick && !single && shown.isRepeated
      // Sizes of 1 in front are dropped, so that the rest must fit.
      let stripped = DrawnValues(shape: Array(values.shape.drop { $0 == 1 }), values: values.values)
      let fits = isRefused ? nil : stripped.spread(to: shown.shape)
      // Of nothing picked the indices are not looked at in every way of writing.
      judge(live, done, shown, fits, mayRefuse: isNumber && shown.positions.isEmpty)
    }
  }

  /// `indexPut_` with one tensor of indices for the first dimension, or a mask for it.
  private mutating func accumulate(_ live: Live) {
    guard let size = live.shown.shape.first else { return }
    let count = bytes.below(5)
    let item: Subscript =
      bytes.once(in: 3)
      ? .mask([size], (0..<size).map { _ in bytes.flag() }) : .indices([count], bytes.numbers(count, near: size), isNarrow: false)
    let meaning = BracketMeaning([item], of: live.shown, atMost: Self.limit)
    let part: [Int] = if case .shown(let shown, _) = meaning { shown.shape } else { [] }
    if case .skipped = meaning { return }
    let values = DrawnValues(
      shape: bytes.flag() && canBeMade(part) ? part : [], values: [], filledWith: dtype == .int16 ? 0 : Written.added)
    tell("\(live.tensor.shape) \(live.tensor.strides): adds \(values.shape) at \(item)")
    guard let index = item.index as? Tensor else { return }
    let source = tensor(values)
    let done = attempt { live.tensor.indexPut_([index], source, accumulate: true) } != nil
    guard case .shown(let shown, _) = meaning else {
      if case .refused = meaning, done { finding("indexPut_ of \(item) was not refused") }
      return settle(live, done)
    }
    if !done {
      if mayRefuse(live) { return settle(live, done) }
      finding("indexPut_ of \(item) was refused: \(refusal)")
    }
    for (position, value) in zip(shown.positions, values.spread(to: shown.shape)!) { live.memory.values[position] += value }
    settle(live, done)
  }

  private func mayRefuse(_ live: Live) -> Bool { isRecorded && live.isOneOfSeveral }

  /// Compares memory with what a write means: nil for one that must be refused.
  private mutating func judge(_ live: Live, _ done: Bool, _ shown: ShownPlaces, _ values: [Double]?, mayRefuse: Bool) {
    if done && values == nil { finding("the write was not refused") }
    if !done && values != nil && !mayRefuse && !self.mayRefuse(live) { finding("the write was refused: \(refusal)") }
    if done, let values {
      // Where a place is written more than once, one of the values stays.
      var allowed: [Int: [Double]] = [:]
      for (position, value) in zip(shown.positions, values) { allowed[position, default: []].append(value) }
      let held = live.memory.held
      for (position, values) in allowed {
        if !values.contains(held[position]) { finding("place \(position) holds \(held[position]), not one of \(values)") }
        live.memory.values[position] = held[position]
      }
    }
    settle(live, done)
  }

  /// After a write, or its refusal, all tensors must show what they should.
  private mutating func settle(_ live: Live, _ done: Bool) {
    live.memory.check()
    if isRecorded && Set(live.shown.positions).count < live.shown.positions.count { live.memory.hasWholeGradient = false }
    if isRecorded && done { lives.removeAll { $0.isOneOfSeveral && $0.memory === live.memory } }
  }

  /// Values of a shape that broadcasts to the given one, or now and then does not.
  private mutating func drawn(_ shape: [Int], _ number: Double) -> DrawnValues {
    var target = shape
    switch bytes.below(8) {
    case 0: target = []
    case 1: target = Array(target.dropFirst(bytes.below(target.count + 1)))
    case 2: target.insert(1, at: 0)
    case 3: target.insert(contentsOf: [2, 1], at: 0)
    case 4: target = target.map { _ in bytes.number(in: 0...3) }
    case 5, 6: target = target.map { bytes.once(in: 2) ? 1 : $0 }
    default: break
    }
    if !canBeMade(target) || (Rearrangement(target).count ?? .max) > Self.limit { target = [] }
    let count = target.reduce(1, *)
    let isFloat = dtype.isFloatingPoint
    return DrawnValues(shape: target, values: (0..<count).map { i in isFloat ? number + Double(i) : number - Double(i) })
  }

  /// Not so a view's shape that has huge sizes beside a 0: a tensor of its own has strides, which would be no numbers.
  private func canBeMade(_ shape: [Int]) -> Bool { shape.allSatisfy { (0...Self.limit).contains($0) } }

  private func tensor(_ values: DrawnValues) -> Tensor {
    if values.values.isEmpty { return Tensor.zeros(values.shape, dtype: dtype) }
    return Tensor(values.values, dtype: dtype).reshape(values.shape)
  }
}

/// Values to be written.
struct DrawnValues {
  let shape: [Int]
  let values: [Double]

  init(shape: [Int], values: [Double]) { (self.shape, self.values) = (shape, values) }

  init(shape: [Int], values: [Double], filledWith number: Double) {
    self.init(shape: shape, values: Array(repeating: number, count: shape.reduce(1, *)))
  }

  /// Broadcast to a shape, in row-major order; nil if that does not go.
  func spread(to target: [Int]) -> [Double]? {
    let lead = target.count - shape.count
    if lead < 0 || zip(shape, target.dropFirst(lead)).contains(where: { $0 != 1 && $0 != $1 }) { return nil }
    return ShownPlaces.coordinates(target).map { coordinate in
      values[zip(coordinate.dropFirst(lead), shape).reduce(0) { $0 * $1.1 + ($1.1 == 1 ? 0 : $1.0) }]
    }
  }
}
