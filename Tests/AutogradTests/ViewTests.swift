import Testing

import Autograd

@Suite("Views")
struct ViewTests {
  @Test("a view shares memory, version counter and base; the base of a view of a view is the owner")
  func sharing() {
    let x = Tensor.arange(12).view(3, 4)
    let row = x[1]
    let part = row[1..<3]
    #expect(part.base === row.base)
    #expect(part.sharesStorage(with: x))
    #expect(part.storageOffset == 5)
    part.mul_(10)
    #expect(x.array(of: Int.self) == [0, 1, 2, 3, 4, 50, 60, 7, 8, 9, 10, 11])
    #expect(x.version == 1 && row.version == 1 && part.version == 1)
    x.zero_()
    #expect(part.version == 2)
    #expect(part.array(of: Int.self) == [0, 0])
  }

  @Test("strides of every kind of view")
  func strides() {
    let x = Tensor.zeros(2, 3, 4)
    #expect(x.strides == [12, 4, 1])
    #expect(x.transpose(0, -1).strides == [1, 4, 12])
    #expect(x.permute(1, 2, 0).shape == [3, 4, 2])
    #expect(x.permute(1, 2, 0).strides == [4, 1, 12])
    #expect(x.select(1, -1).strides == [12, 1])
    #expect(x.select(1, -1).storageOffset == 8)
    #expect(x.narrow(2, -3, 2).storageOffset == 1)
    #expect(x[.ellipsis, .slice(1, nil, 2)].strides == [12, 4, 2])
    #expect(x[.ellipsis, .slice(1, nil, 2)].shape == [2, 3, 2])
    #expect(x.unsqueeze(0).strides == [24, 12, 4, 1])
    #expect(x.unsqueeze(-1).strides == [12, 4, 1, 1])
    #expect(x.unsqueeze(1).strides == [12, 12, 4, 1])
    #expect(x.unsqueeze(1).expand(2, 5, 3, 4).strides == [12, 0, 4, 1])
    #expect(Tensor.zeros(3).expand(2, 3).strides == [0, 1])
    #expect(Tensor.zeros(3).expand(1, 3).strides == [3, 1])
    #expect(Tensor(1.0).expand(2, 1).strides == [0, 0])
    #expect(x.diagonal(dim1: 1, dim2: 2).strides == [12, 5])
    #expect(x.diagonal(offset: 1, dim1: 1, dim2: 2).storageOffset == 1)
    #expect(x.diagonal(offset: -1, dim1: 1, dim2: 2).shape == [2, 2])
    #expect(x.diagonal(offset: 9, dim1: 1, dim2: 2).shape == [2, 0])
    #expect(x.flatten(1).shape == [2, 12])
    #expect(x.movedim(0, 2).shape == [3, 4, 2])
    #expect(Tensor.zeros(1, 2, 1).squeeze().shape == [2])
    #expect(Tensor.zeros(1, 2, 1).squeeze(1).shape == [1, 2, 1])
    #expect(Tensor(1.0).t().shape == [])
    #expect(Tensor.zeros(7).chunk(3).map(\.numel) == [3, 3, 1])
    #expect(Tensor.zeros(6).chunk(4).map(\.numel) == [2, 2, 2])
    #expect(Tensor.zeros(7).split([2, 5]).map(\.storageOffset) == [0, 2])
  }

  @Test("reshape shows the same memory where the layout allows it, else it copies; contiguous too")
  func reshape() {
    let x = Tensor.arange(6).view(2, 3)
    #expect(x.reshape(3, 2).sharesStorage(with: x))
    #expect(!x.t().reshape(6).sharesStorage(with: x))
    #expect(x.t().reshape(6).array(of: Int.self) == [0, 3, 1, 4, 2, 5])
    #expect(x.contiguous() === x)
    #expect(!x.t().contiguous().sharesStorage(with: x))
    #expect(x.view(-1).shape == [6])
    #expect(Tensor.zeros(0, 3).view(0, 5).shape == [0, 5])
    #expect(Tensor.zeros(0, 3).view(-1, 3).shape == [0, 3])
  }

  @Test("strides for a view: exactly where a walk through memory finds some")
  func viewStrides() {
    var random = SplitMix(state: 7)
    var found = 0
    for _ in 0..<4000 {
      let sizes = (0..<Int.random(in: 0...4, using: &random)).map { _ in [1, 2, 3, 4, 6].randomElement(using: &random)! }
      var strides: [Int] = []
      var step = 1
      for size in sizes.reversed() {
        if Bool.random(using: &random) { step *= [1, 1, 2, 3].randomElement(using: &random)! }
        strides.insert(Int.random(in: 0..<12, using: &random) == 0 ? 0 : step, at: 0)
        step *= size
      }
      if sizes.count > 1 && Int.random(in: 0..<4, using: &random) == 0 { strides.swapAt(0, sizes.count - 1) }
      let target = divided(sizes.reduce(1, *), using: &random)
      let tensor = Tensor.empty(strided: Dimensions(sizes), Dimensions(strides), .int8)
      let actual = tensor.stridesForView(Dimensions(target))?.array
      let expected = walked(places(of: tensor), target)
      #expect((actual == nil) == (expected == nil), "sizes \(sizes), strides \(strides) as \(target): \(String(describing: actual))")
      if let actual, let expected {
        found += 1
        for d in target.indices where target[d] > 1 { #expect(actual[d] == expected[d], "\(sizes), \(strides) as \(target)") }
      }
    }
    #expect(found > 1000)
  }

  /// A shape of `count` elements.
  private func divided(_ count: Int, using random: inout SplitMix) -> [Int] {
    var rest = count
    var shape: [Int] = []
    while rest > 1 {
      let factor = (2...rest).filter { rest % $0 == 0 }.randomElement(using: &random)!
      shape.append(factor)
      rest /= factor
      if Int.random(in: 0..<4, using: &random) == 0 { shape.append(1) }
    }
    return shape
  }

  /// The strides that visit these places in order, read off the places themselves; nil if none do.
  private func walked(_ places: [Int], _ shape: [Int]) -> [Int]? {
    var strides = Array(repeating: 0, count: shape.count)
    var step = 1
    for d in shape.indices.reversed() {
      if shape[d] > 1 { strides[d] = places[step] - places[0] }
      step *= shape[d]
    }
    for (number, place) in places.enumerated() {
      var (rest, expected) = (number, places[0])
      for d in shape.indices.reversed() {
        expected += rest % shape[d] * strides[d]
        rest /= shape[d]
      }
      if expected != place { return nil }
    }
    return strides
  }

  // Trace semantics/dev41: t6, made under no_grad, requires grad, and backward from it has nowhere to go.
  @Test("a view requires grad as its base does, and has no node if it was made while nothing was recorded")
  func flag() {
    let x = Tensor([1.0, 2.0])
    let before = x[0]
    x.requiresGrad_()
    #expect(before.requiresGrad && before.gradFn == nil)
    #expect(x[0].requiresGrad && !x[0].isLeaf)
    #expect(noGrad { x[0] }.requiresGrad && noGrad { x[0] }.isLeaf)
    #expect(throws: AutogradError.self) { try noGrad { x[0] }.backward() }
  }
}

/// A small generator of random numbers (SplitMix64, Steele et al. 2014), the same on every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
