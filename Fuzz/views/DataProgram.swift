import Autograd
import ViewModel

/// A program on tensors with data, each step of which is compared with the model.
struct DataProgram {
  /// Tensors of more elements than this are not kept.
  static let limit = 300

  var bytes: ByteReader
  var lives: [Live]
  let leaf: Tensor
  let dtype: DType
  let isRecorded: Bool

  init(_ bytes: ByteReader) {
    var bytes = bytes
    var shape: [Int] = []
    for _ in 0..<bytes.below(6) {
      let size = bytes.below(6)
      if shape.reduce(1, *) * size <= Self.limit { shape.append(size) }
    }
    let dtype = [DType.float64, .float32, .int64, .int32, .int16, .float64][bytes.below(6)]
    let isRecorded = dtype.isFloatingPoint && bytes.once(in: 3)
    tell("arange of \(shape), \(dtype), \(isRecorded ? "recorded" : "not recorded")")
    let count = shape.reduce(1, *)
    let leaf = Tensor.arange(count, dtype: dtype)
    if isRecorded { leaf.requiresGrad_() }
    let whole = leaf.clone()
    let memory = Memory(of: whole, (0..<count).map(Double.init))
    lives = [
      Live(tensor: whole, shown: ShownPlaces(shape: [count]), memory: memory),
      Live(tensor: whole.view(shape), shown: ShownPlaces(shape: shape), memory: memory),
    ]
    (self.bytes, self.leaf, self.dtype, self.isRecorded) = (bytes, leaf, dtype, isRecorded)
  }

  mutating func run() {
    for _ in 0..<12 where !bytes.isAtEnd {
      // Mostly the newest.
      let live = bytes.once(in: 4) ? lives[bytes.below(lives.count)] : lives[lives.count - 1]
      switch bytes.below(16) {
      case 0..<9: view(live)
      case 9, 10: asStrided(live)
      case 11, 12: read(live)
      default: write(live)
      }
    }
    for live in lives { live.check() }
    if isRecorded { checkGradient(of: lives[lives.count - 1]) }
  }

  private mutating func keep(_ live: Live) {
    if lives.count == 8 { lives.remove(at: 1) }
    lives.append(live)
  }

  /// A tensor with memory of its own.
  private mutating func keepCopy(_ tensor: Tensor, _ shown: ShownPlaces, of live: Live) {
    let values = shown.positions.map { live.memory.values[$0] }
    let memory = Memory(of: tensor, values)
    var copy = Live(tensor: tensor, shown: ShownPlaces(shape: shown.shape), memory: memory)
    copy.hasWholeGradient = live.hasWholeGradient && live.memory.hasWholeGradient
    copy.check()
    if values.count > 0 && tensor.sharesStorage(with: live.tensor) { finding("what should be a copy shares its memory") }
    // A copy may keep the order that its source's dimensions have in memory (`rot90`); the places that are shown are told row by row.
    if tensor.isContiguous { keep(copy) }
  }

  private mutating func view(_ live: Live) {
    let step = ViewStep(&bytes, of: live.shown.shape, count: live.shown.positions.count)
    let choice = bytes.byte()
    tell("\(live.tensor.shape) \(live.tensor.strides): \(step)")
    let meaning = step.meaning(for: live.shown.shape, count: live.shown.positions.count)
    guard case .shown(let parts) = meaning else {
      if case .refused = meaning, attempt({ step.apply(to: live.tensor) }) != nil {
        finding("\(step) of \(live.shown.shape) was not refused")
      }
      return
    }
    let isLarge = parts.contains { $0.isLarge }
    if isLarge && step.isView != true { return }
    let shown = isLarge ? [] : parts.map { part in part.source.map { live.shown.taking(part.shape, $0) } ?? live.shown.with(part.shape) }
    let isAffine = isLarge || shown.allSatisfy { $0.isAffine(in: $0.shape) }
    guard let tensors = attempt({ step.apply(to: live.tensor) }) else {
      let isMeant = step.needsView && !isAffine || Refusal.isOfMagnitude(parts)
      if !isMeant { finding("\(step) of \(live.shown.shape) was refused: \(refusal)") }
      return
    }
    if step.needsView && !isAffine { finding("\(step) of \(live.shown.shape) was not refused") }
    if tensors.map(\.shape) != parts.map(\.shape) { finding("\(step) gave \(tensors.map(\.shape)), not \(parts.map(\.shape))") }
    if isLarge || tensors.isEmpty { return }
    let i = choice % tensors.count
    let sharesMemory = step.isView ?? tensors[i].sharesStorage(with: live.tensor)
    if step.isView == nil && !shown[i].positions.isEmpty {
      let isRow =
        shown[i].isAffine(in: [shown[i].positions.count])
        && (shown[i].positions.count < 2 || shown[i].positions[1] == shown[i].positions[0] + 1)
      let expected = if case .contiguous = step { isRow } else { isAffine }
      if sharesMemory != expected { finding("\(step) of \(live.shown.shape) \(sharesMemory ? "shares" : "copied") its memory") }
    }
    if !sharesMemory { return keepCopy(tensors[i], shown[i], of: live) }
    var result = Live(tensor: tensors[i], shown: shown[i], memory: live.memory)
    result.isOneOfSeveral = live.isOneOfSeveral || step.givesSeveral
    result.hasWholeGradient = live.hasWholeGradient
    result.check()
    keep(result)
  }

  private mutating func asStrided(_ live: Live) {
    let rank = bytes.below(4)
    let sizes = (0..<rank).map { _ in bytes.number(in: 0...4) }
    let strides = (0..<rank).map { _ in bytes.number(in: 0...6) }
    let offset = bytes.once(in: 4) ? nil : bytes.number(near: live.memory.values.count)
    tell("\(live.tensor.shape) \(live.tensor.strides): asStrided \(sizes) \(strides) \(offset.map(String.init) ?? "nil")")
    let result = attempt { live.tensor.asStrided(sizes, strides, offset: offset) }
    let start = offset ?? live.tensor.storageOffset
    guard live.memory.isPlain else { return }
    let isEmpty = sizes.contains(0)
    var last: Int? = start
    for (size, stride) in zip(sizes, strides) where !isEmpty && size > 0 {
      let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      last = last.flatMap { overflow ? nil : $0.addingReportingOverflow(reach) }.flatMap { $0.overflow ? nil : $0.partialValue }
    }
    let isInside = isEmpty || last.map { $0 < live.memory.values.count } ?? false
    let isMeant = (sizes + strides + [start]).allSatisfy { $0 >= 0 } && isInside
    guard let result else {
      if isMeant && !Refusal.isOfMagnitude([Rearrangement(sizes)]) { finding("asStrided was refused: \(refusal)") }
      return
    }
    if !isMeant { finding("asStrided \(sizes) \(strides) at \(start) of \(live.memory.values.count) was not refused") }
    if result.shape != sizes { finding("asStrided gave \(result.shape)") }
    if Rearrangement(sizes).isLarge { return }
    let positions = ShownPlaces.coordinates(sizes).map { zip($0, strides).reduce(start) { $0 + $1.0 * $1.1 } }
    var shown = Live(tensor: result, shown: ShownPlaces(shape: sizes, positions: positions), memory: live.memory)
    shown.isOneOfSeveral = live.isOneOfSeveral
    shown.hasWholeGradient = live.hasWholeGradient && Set(live.shown.positions).isSuperset(of: positions)
    shown.check()
    keep(shown)
  }

  private mutating func read(_ live: Live) {
    let brackets = Subscript.brackets(&bytes, of: live.shown.shape)
    tell("\(live.tensor.shape) \(live.tensor.strides): reads \(brackets)")
    let meaning = BracketMeaning(brackets, of: live.shown, atMost: Self.limit)
    if case .skipped = meaning { return }
    let indices = brackets.map(\.index)
    let result = attempt { live.tensor[indices: indices] as Tensor }
    switch (meaning, result) {
    case (.refused, let result?): finding("\(brackets) of \(live.shown.shape) gave \(result.shape), but should be refused")
    case (.shown, nil): finding("\(brackets) of \(live.shown.shape) was refused: \(refusal)")
    case (.shown(let shown, true), let result?): keepCopy(result, shown, of: live)
    case (.shown(let shown, false), let result?):
      var view = live
      view = Live(
        tensor: result, shown: shown, memory: live.memory, isOneOfSeveral: live.isOneOfSeveral, hasWholeGradient: live.hasWholeGradient)
      view.check()
      keep(view)
    default: break
    }
  }

  /// The sum of a tensor has for each element of the leaf a gradient that counts how often it is shown.
  private func checkGradient(of live: Live) {
    if !live.tensor.requiresGrad { return }
    tell("backward from \(live.tensor.shape)")
    let outcome = attempt { () -> String? in
      do {
        try live.tensor.sum().backward()
        return nil
      } catch {
        return "\(error)"
      }
    }
    if !live.hasWholeGradient || !live.memory.hasWholeGradient { return }
    guard let outcome else { finding("backward was refused: \(refusal)") }
    if let outcome { finding("backward failed: \(outcome)") }
    var counts = Array(repeating: 0.0, count: leaf.numel)
    for value in live.values where Written.isOfLeaf(value) { counts[Written.place(value)] += 1 }
    let gradient = leaf.grad?.array(of: Double.self) ?? Array(repeating: 0, count: leaf.numel)
    for (count, slope) in zip(counts, gradient) where abs(count - slope) > 1e-4 {
      finding("the gradient is\n  \(gradient), not\n  \(counts)")
    }
  }
}

extension ShownPlaces {
  /// The same places in order under another shape.
  func with(_ shape: [Int]) -> ShownPlaces { ShownPlaces(shape: shape, positions: positions) }
}

extension Rearrangement {
  /// Whether it is no shape to go on with: too many elements, or none in sizes whose strides need not be Ints.
  fileprivate var isLarge: Bool { (count ?? .max) > DataProgram.limit || shape.contains { $0 > 1 << 20 } }
}

enum Refusal {
  /// Whether sizes are so large that what is counted with them need not be an Int.
  static func isOfMagnitude(_ parts: [Rearrangement]) -> Bool {
    refusal.contains("overflow") && parts.contains { $0.shape.contains { $0 >= 1 << 31 } || $0.count == nil }
  }
}
