import Autograd

/// One operator that shows a tensor's elements otherwise, with its arguments.
enum ViewStep {
  case select(Int, Int)
  case narrow(Int, Int, Int)
  case slice(Int, Int?, Int?, Int)
  case transpose(Int, Int)
  case permute([Int])
  case movedim([Int], [Int])
  case expand([Int])
  case unsqueeze(Int)
  case squeezeAll
  case squeeze(Int)
  case squeezeSome([Int])
  case flatten(Int, Int)
  case unflatten(Int, [Int])
  case reshape([Int])
  case view([Int])
  case diagonal(Int, Int, Int)
  case unfold(Int, Int, Int)
  case unbind(Int)
  case split(Int, Int)
  case splitLengths([Int], Int)
  case chunk(Int, Int)
  case tensorSplit(Int, Int)
  case tensorSplitAt([Int], Int)
  case flip([Int])
  case roll([Int], [Int])
  case rot90(Int, [Int])
  case contiguous
  case clone
  case reversed

  init(_ bytes: inout ByteReader, of shape: [Int], count: Int) {
    let rank = shape.count
    func size(_ d: Int) -> Int { shape.indices.contains(d) ? shape[d] : shape.last ?? 1 }
    let d = bytes.number(near: rank)
    let length = size(d < 0 ? d &+ rank : d)
    switch bytes.below(29) {
    case 0: self = .select(d, bytes.number(near: length))
    case 1: self = .narrow(d, bytes.number(near: length), bytes.number(near: length))
    case 2: self = .slice(d, bytes.optionalNumber(near: length), bytes.optionalNumber(near: length), bytes.number(in: 1...3))
    case 3: self = .transpose(d, bytes.number(near: rank))
    case 4:
      var order = Array(shape.indices)
      for i in order.indices.dropFirst() { order.swapAt(i, bytes.below(i + 1)) }
      if bytes.once(in: 8) { order.append(bytes.number(near: rank)) }
      if !order.isEmpty && bytes.once(in: 4) { order[bytes.below(order.count)] = bytes.number(near: rank) }
      self = .permute(order)
    case 5:
      let count = bytes.below(3)
      self = .movedim(bytes.numbers(count, near: rank), bytes.numbers(bytes.once(in: 16) ? count + 1 : count, near: rank))
    case 6:
      var target = shape.map { $0 == 1 ? bytes.number(in: 0...4) : bytes.once(in: 6) ? bytes.number(in: -1...4) : $0 }
      for _ in 0..<bytes.below(3) { target.insert(bytes.number(in: 0...3), at: 0) }
      if bytes.once(in: 16) { target = Array(target.dropFirst()) }
      self = .expand(target)
    case 7: self = .unsqueeze(bytes.number(near: rank + 1))
    case 8: self = .squeezeAll
    case 9: self = .squeeze(d)
    case 10: self = .squeezeSome(bytes.numbers(bytes.below(3), near: rank))
    case 11: self = .flatten(d, bytes.number(near: rank))
    case 12: self = .unflatten(d, bytes.shape(of: length))
    case 13, 14: self = .reshape(bytes.shape(of: count))
    case 15, 16: self = .view(bytes.shape(of: count))
    case 17: self = .diagonal(bytes.number(in: -3...3), d, bytes.number(near: rank))
    case 18: self = .unfold(d, bytes.number(near: length), bytes.number(in: 1...3))
    case 19: self = .unbind(d)
    case 20: self = .split(bytes.number(in: 1...3), d)
    case 21:
      var lengths: [Int] = []
      for _ in 0..<bytes.below(4) { lengths.append(bytes.number(in: 0...2)) }
      if !bytes.once(in: 4) { lengths.append(length &- lengths.reduce(0, &+)) }
      self = .splitLengths(lengths, d)
    case 22: self = .chunk(bytes.number(in: 1...4), d)
    case 23: self = .tensorSplit(bytes.number(in: 1...4), d)
    case 24: self = .tensorSplitAt(bytes.numbers(bytes.below(4), near: length), d)
    case 25: self = .flip(bytes.numbers(bytes.below(3), near: rank))
    case 26:
      let shifts = bytes.numbers(bytes.below(3), near: length)
      self = .roll(shifts, bytes.once(in: 3) ? [] : bytes.numbers(shifts.count, near: rank))
    case 27: self = .rot90(bytes.number(in: -2...5), bytes.numbers(bytes.once(in: 16) ? 1 : 2, near: rank))
    default: self = [.contiguous, .clone, .reversed][bytes.below(3)]
    }
  }

  /// What the library makes of it.
  func apply(to x: Tensor) -> [Tensor] {
    switch self {
    case .select(let d, let i): [x.select(d, i)]
    case .narrow(let d, let start, let length): [x.narrow(d, start, length)]
    case .slice(let d, let start, let end, let step): [x.slice(dim: d, start: start, end: end, step: step)]
    case .transpose(let a, let b): [x.transpose(a, b)]
    case .permute(let order): [x.permute(order)]
    case .movedim(let source, let destination): [x.movedim(source, destination)]
    case .expand(let target): [x.expand(target)]
    case .unsqueeze(let d): [x.unsqueeze(d)]
    case .squeezeAll: [x.squeeze()]
    case .squeeze(let d): [x.squeeze(d)]
    case .squeezeSome(let dims): [x.squeeze(dims)]
    case .flatten(let a, let b): [x.flatten(a, b)]
    case .unflatten(let d, let sizes): [x.unflatten(d, sizes)]
    case .reshape(let target): [x.reshape(target)]
    case .view(let target): [x.view(target)]
    case .diagonal(let shift, let a, let b): [x.diagonal(offset: shift, dim1: a, dim2: b)]
    case .unfold(let d, let size, let step): [x.unfold(d, size, step)]
    case .unbind(let d): x.unbind(d)
    case .split(let size, let d): x.split(size, dim: d)
    case .splitLengths(let lengths, let d): x.split(lengths, dim: d)
    case .chunk(let count, let d): x.chunk(count, dim: d)
    case .tensorSplit(let count, let d): x.tensorSplit(count, dim: d)
    case .tensorSplitAt(let places, let d): x.tensorSplit(places, dim: d)
    case .flip(let dims): [x.flip(dims)]
    case .roll(let shifts, let dims): [x.roll(shifts, dims: dims)]
    case .rot90(let k, let dims): [x.rot90(k, dims: dims)]
    case .contiguous: [x.contiguous()]
    case .clone: [x.clone()]
    case .reversed: [x.T]
    }
  }

  /// Whether what it gives shares the memory; nil if that depends on the layout.
  var isView: Bool? {
    switch self {
    case .flip, .roll, .rot90, .clone: false
    case .reshape, .flatten, .contiguous: nil
    default: true
    }
  }

  /// Whether it refuses a layout that would need a copy.
  var needsView: Bool {
    switch self {
    case .view, .unflatten: true
    default: false
    }
  }

  /// Whether its views refuse to be written while they are recorded.
  var givesSeveral: Bool {
    switch self {
    case .unbind, .split, .splitLengths, .chunk: true
    default: false
    }
  }
}
