import Autograd
import Testing
import ViewModel

/// An index, drawn at random, for both the library and the model.
private struct DrawnIndex {
  var items: [any TensorIndex] = []
  var shown: ShownPlaces

  init(of shape: [Int], _ random: inout SplitMix) {
    shown = ShownPlaces(shape: shape)
    var picks: [ShownPlaces.Pick] = []
    let common = [[], [2], [3], [2, 3]].randomElement(using: &random)!
    var d = 0
    var remaining = shape.count
    while remaining > 0 {
      let size = shown.shape[d]
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        let index = Int.random(in: -size..<size, using: &random)
        items.append(index)
        var rest = shown.shape
        rest.remove(at: d)
        shown.take(rest) { [d] in Array($0[..<d]) + [index < 0 ? index + size : index] + Array($0[d...]) }
      case 1, 2:
        let (start, stop) = (Int.random(in: 0...size, using: &random), Int.random(in: 0...size, using: &random))
        let step = Int.random(in: 1...2, using: &random)
        items.append(IndexItem.slice(start, stop, step))
        var rest = shown.shape
        rest[d] = (max(stop - start, 0) + step - 1) / step
        shown.take(rest) { [d] in $0.enumerated().map { $0 == d ? start + $1 * step : $1 } }
        d += 1
      case 3:
        items.append(IndexItem.newAxis)
        shown.take(Array(shown.shape[..<d]) + [1] + Array(shown.shape[d...])) { [d] coordinate in
          coordinate.enumerated().filter { $0.offset != d }.map(\.element)
        }
        d += 1
        continue
      case 4:
        items.append(IndexItem.ellipsis)
        finish(picks)
        return
      case 5:
        let mask = (0..<size).map { _ in Bool.random(using: &random) }
        // A mask broadcasts with other indices only if it selects as many.
        if !picks.isEmpty || common != [] { continue }
        items.append(mask)
        picks.append(ShownPlaces.Pick(dim: d, shape: [mask.count { $0 }], values: mask.indices.filter { mask[$0] }))
        d += 1
        remaining -= 1
        finish(picks)
        return
      default:
        let own = common.map { Bool.random(using: &random) ? $0 : 1 }
        let values = (0..<own.reduce(1, *)).map { _ in Int.random(in: -size..<size, using: &random) }
        if own.isEmpty { continue }
        items.append(Tensor(values).reshape(own))
        picks.append(ShownPlaces.Pick(dim: d, shape: own, values: values))
        d += 1
      }
      remaining -= 1
      if Int.random(in: 0..<6, using: &random) == 0 { break }
    }
    finish(picks)
  }

  private mutating func finish(_ picks: [ShownPlaces.Pick]) {
    if !picks.isEmpty { shown.pick(picks) }
  }
}

@Suite("Indexing against a model without strides")
struct IndexingModelTests {
  private func shape(_ random: inout SplitMix) -> [Int] {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in Int.random(in: 1...4, using: &random) }
  }

  /// The numbers 0, 1, ... in row-major order, in memory of some other order.
  private func tensor(_ shape: [Int], _ random: inout SplitMix) -> Tensor {
    let order = shape.indices.shuffled(using: &random)
    let inverse = order.indices.map { order.firstIndex(of: $0)! }
    return Tensor.arange(shape.reduce(1, *), dtype: .float64).view(shape).permute(order).contiguous().permute(inverse)
  }

  @Test("what an index reads, in any layout", arguments: 0..<8)
  func reading(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    for _ in 0..<100 {
      let shape = shape(&random)
      let index = DrawnIndex(of: shape, &random)
      let result = tensor(shape, &random)[indices: index.items]
      #expect(result.shape == index.shown.shape, "\(shape) at \(index.items)")
      #expect(result.array(of: Int.self) == index.shown.positions, "\(shape) at \(index.items)")
    }
  }

  @Test("what an assignment to an index writes, and nothing else", arguments: 0..<8)
  func writing(seed: Int) {
    var random = SplitMix(state: UInt64(100 + seed))
    for _ in 0..<100 {
      let shape = shape(&random)
      let index = DrawnIndex(of: shape, &random)
      let x = tensor(shape, &random)
      // A place that is named twice is given the same value twice.
      var expected = (0..<x.numel).map(Double.init)
      for position in index.shown.positions { expected[position] = -Double(position) - 1 }
      let values = Tensor(index.shown.positions.map { -Double($0) - 1 }, dtype: .float64).reshape(index.shown.shape)
      x[indices: index.items] = values
      #expect(x.array(of: Double.self) == expected, "\(shape) at \(index.items)")
    }
  }

  @Test("each element's gradient counts how often an index takes it", arguments: 0..<4)
  func gradients(seed: Int) throws {
    var random = SplitMix(state: UInt64(200 + seed))
    for _ in 0..<50 {
      let shape = shape(&random)
      let index = DrawnIndex(of: shape, &random)
      let x = tensor(shape, &random).requiresGrad_()
      try x[indices: index.items].sum().backward()
      var counts = Array(repeating: 0, count: x.numel)
      for position in index.shown.positions { counts[position] += 1 }
      #expect(x.grad!.array(of: Int.self) == counts, "\(shape) at \(index.items)")
    }
  }
}
