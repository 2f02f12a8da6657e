import Testing

import Autograd

/// The numbers are PyTorch's own; a test whose values come from a golden trace names it (they hold nine digits).
@Suite("Random numbers")
struct RandomTests {
  private func expectEqual(_ tensor: Tensor, _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
    let values = tensor.detach().array(of: Double.self)
    #expect(values.count == expected.count, sourceLocation: sourceLocation)
    for (value, e) in zip(values, expected) { #expect(abs(value - e) <= 5e-9 * max(abs(e), 1e-3), sourceLocation: sourceLocation) }
  }

  private func generator(_ seed: Int) -> Generator { Generator().manualSeed(seed) }

  @Test("randperm, rand and randint follow one another in the stream (random/dev5)")
  func stream() {
    let g = generator(520_689_355)
    #expect(Tensor.randperm(10, generator: g).array(of: Int.self) == [8, 3, 6, 0, 1, 4, 9, 7, 5, 2])
    expectEqual(Tensor.rand(3, generator: g), [0.141280711, 0.0236053467, 0.385932744])
    let integers = Tensor.randint(0, 10, [2, 3, 7], generator: g)
    #expect(integers.dtype == .int64 && integers.shape == [2, 3, 7])
    #expect(integers.array(of: Int.self).prefix(8) == [0, 4, 3, 9, 2, 5, 0, 1])
    expectEqual(Tensor.rand([3], dtype: .float64, generator: g), [0.00402506697, 0.698368578, 0.28083826])
    let normal = Tensor.randn([100], dtype: .float64, generator: g).array(of: Double.self)
    expectEqual(Tensor(Array(normal[..<3]), dtype: .float64), [-0.878498917, 0.563782414, -0.799171116])
  }

  @Test("few normal numbers are drawn one by one (random/dev31)")
  func fewNormals() {
    let g = generator(825_332_741)
    expectEqual(Tensor.randn(3, generator: g), [-0.955651045, -0.205212519, 0.0425828174])
    expectEqual(Tensor.rand(3, generator: g), [0.291604519, 0.0841315985, 0.710062802])
  }

  @Test("mean, deviation, blocks and the exponential distribution (random/dev30)")
  func normals() {
    let g = generator(638_145_382)
    let first = Tensor.zeros(5, 3).normal_(1, 2, generator: g)
    expectEqual(first[0], [0.514791787, 2.59797454, 0.717094123])
    expectEqual(
      Tensor.randn(17, generator: g),
      [
        0.784492791, -0.0545606799, 0.390947878, -0.143824697, -0.418702006, 0.100757979, -0.132422626, -0.593195796, -0.662420094,
        0.19836998, -0.999681711, 1.76504886, 0.645923913, -2.42806721, -0.0022858947, -0.120281577, 1.57751679,
      ])
    let exponential = Tensor.zeros(15).exponential_(1.5, generator: g)
    expectEqual(exponential[0..<3], [3.72582221, 0.947267473, 0.098393254])
    expectEqual(Tensor.zeros(5, 3).normal_(1, 2, generator: g)[0], [-1.23836422, 0.744238794, -0.972521305])
  }

  @Test("uniform numbers between two bounds (random/dev12)")
  func uniform() {
    let t = Tensor.zeros(2, 3, 7).uniform_(-2, 2, generator: generator(236_926_377))
    expectEqual(t[0, 0], [0.442687035, -1.45207596, -0.102769613, -0.0447137356, 0.57611227, -1.94412041, 0.180670977])
  }

  @Test("bernoulli with a probability an element (random/dev32)")
  func bernoulli() {
    let t = Tensor.bernoulli(Tensor.full([3], 0.3), generator: generator(320_548_591))
    #expect(t.array(of: Double.self) == [1, 1, 0])
  }

  @Test("bernoulli with one probability takes two words an element (random/dev19, the dropout in it)")
  func dropoutMask() {
    let g = generator(208_132_503)
    expectEqual(Tensor.rand([5, 3], dtype: .float64, generator: g)[0], [0.551255101, 0.0213997629, 0.953033349])
    #expect(Tensor.randint(-5, 5, [3], generator: g).array(of: Int.self) == [-5, -2, 4])
    let mask = Tensor.ones(15).bernoulli(0.6, generator: g).array(of: Int.self)
    #expect(mask == [0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1])
  }

  @Test("multinomial with replacement (random/dev7)")
  func multinomial() {
    let g = generator(641_257_855)
    let weights = Tensor([0.1, 0.2, 0.3, 0.4])
    #expect(weights.multinomial(8, replacement: true, generator: g).array(of: Int.self) == [1, 0, 1, 1, 0, 2, 1, 2])
    expectEqual(Tensor.rand(3, generator: g), [0.915632486, 0.540090322, 0.247373402])
    #expect(weights.multinomial(8, replacement: true, generator: g).array(of: Int.self) == [0, 2, 3, 3, 0, 3, 3, 2])
  }

  @Test("multinomial without replacement draws each index once, and none of probability 0 while others are left")
  func distinct() {
    let rows = Tensor([[0.1, 0.0, 0.3, 0.6], [5.0, 1.0, 0.0, 2.0]]).multinomial(3, generator: generator(1))
    #expect(rows.shape == [2, 3])
    #expect(Set(rows[0].array(of: Int.self)) == [0, 2, 3])
    #expect(Set(rows[1].array(of: Int.self)) == [0, 1, 3])
  }

  @Test("a transposed tensor is filled in the order of its memory")
  func memoryOrder() {
    let plain = Tensor.zeros(2, 3).uniform_(generator: generator(9))
    let transposed = Tensor.zeros(2, 3).t().uniform_(generator: generator(9))
    #expect(plain.equal(transposed.t()))
  }

  @Test("a gap between elements is left alone")
  func gaps() {
    let t = Tensor.zeros(4, 5)
    t.select(1, 1).random_(1, 9, generator: generator(2))
    #expect(t.array(of: Double.self).enumerated().allSatisfy { ($0.element != 0) == ($0.offset % 5 == 1) })
  }

  @Test("16-bit types hold numbers that they can hold, of the right mean and deviation", arguments: [DType.float16, .bfloat16])
  func halves(dtype: DType) {
    let uniform = Tensor.rand([4000], dtype: dtype, generator: generator(3)).array(of: Double.self)
    let steps = dtype == .float16 ? 2048.0 : 256
    #expect(uniform.allSatisfy { 0..<1 ~= $0 && ($0 * steps).rounded() == $0 * steps })
    let normal = Tensor.randn([4001], dtype: dtype, generator: generator(3)).array(of: Double.self)
    let mean = normal.reduce(0, +) / 4001
    let variance = normal.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4001
    #expect(abs(mean) < 0.1 && abs(variance - 1) < 0.1)
  }

  @Test("random_ stays within its dtype", arguments: DType.allCases)
  func freeRange(dtype: DType) {
    let values = Tensor.zeros([200], dtype: dtype).random_(generator: generator(4)).array(of: Double.self)
    #expect(values.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    #expect(Set(values).count > 1)
  }

  @Test("an in-place draw counts as a write and cuts the gradient")
  func inPlace() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x * 3
    y.uniform_(generator: generator(0))
    #expect(y.version == 1)
    #expect(y.gradFn?.name == "UniformBackward0")
    try y.sum().backward()
    #expect(x.grad?.array(of: Double.self) == [0, 0])
  }

  @Test("a state that was kept goes on where it was kept, with the second of a pair of normal numbers too")
  func state() {
    let g = generator(5)
    _ = Tensor.randn(3, generator: g)
    let kept = g.state
    #expect(kept.dtype == .uint8 && kept.shape == [5056])
    let next = Tensor.randn(20, generator: g)
    let other = Generator()
    other.state = kept
    #expect(other.initialSeed == 5)
    #expect(Tensor.randn(20, generator: other).equal(next))
  }

  @Test("PyTorch's first seed of a new generator, and its seed as the state's first bytes")
  func firstSeed() {
    #expect(Generator().initialSeed == 67_280_421_310_721)
    let bytes = generator(0x0102_0304).state.array(of: Int.self)
    #expect(bytes[0..<8] == [4, 3, 2, 1, 0, 0, 0, 0])
    // One word left before the state is renewed, seeded, none handed out; the seed again as the first word.
    #expect(bytes[8..<28] == [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 3, 2, 1])
  }

  @Test("manualSeed sets the default generator (random/dev24)")
  func defaultGenerator() async {
    await #expect(processExitsWith: .success) {
      manualSeed(1_947_903_972)
      #expect(abs(Tensor.zeros(1).normal_(1, 2).item() - 2.0558672) < 1e-6)
      #expect(Generator.default.initialSeed == 1_947_903_972)
    }
  }

  @Test("a leaf that requires grad refuses an in-place draw, at the caller's line")
  func leaf() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Tensor([1.0], requiresGrad: true).normal_()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("RandomTests.swift"))
    #expect(text.contains("a leaf Variable that requires grad is being used in an in-place operation."))
  }

  @Test("bounds that hold nothing are refused with PyTorch's text")
  func bounds() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.randint(5, 5, [2])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("random_ expects 'from' to be less than 'to', but got from=5 >= to=5"))
  }

  @Test("draws of a softmax are those of PyTorch at the same seed, and so are their gradients")
  func gumbelSoftmax() throws {
    // PyTorch 2.15: nn.functional.gumbel_softmax(z, tau=0.7), its sum weighted with 0...5.
    let expected: [(seed: Int, values: [Float], gradient: [Float], hard: [Float])] = [
      (
        0, [0.0253976453, 0.182677388, 0.791925013, 0.0837467983, 0.484338999, 0.431914151],
        [-0.0640937686, -0.200038895, 0.264132529, -0.161292434, -0.240901515, 0.402193874], [0, 0, 1, 0, 1, 0]
      ),
      (
        3, [0.930683613, 0.0580188744, 0.0112975659, 0.733454108, 0.0686984137, 0.197847471],
        [-0.107180201, 0.076202482, 0.0309776999, -0.486587256, 0.0525647737, 0.434022754], [1, 0, 0, 1, 0, 0]
      ),
    ]
    func isClose(_ tensor: Tensor, _ values: [Float]) -> Bool {
      zip(tensor.detach().array(of: Float.self), values).allSatisfy { abs($0 - $1) <= 2e-6 }
    }
    for (seed, values, gradient, hard) in expected {
      for isHard in [false, true] {
        manualSeed(seed)
        let z = (Tensor.arange(6.0).view([2, 3]) / 3).requiresGrad_()
        let draw = z.gumbelSoftmax(tau: 0.7, hard: isHard)
        try (draw * Tensor.arange(6.0).view([2, 3])).sum().backward()
        #expect(isClose(draw, isHard ? hard : values) && isClose(z.grad!, gradient), "\(seed)")
      }
    }
    manualSeed(1)
    let wide = Tensor.zeros([3, 2], dtype: .float64).gumbelSoftmax(dim: 0)
    let figures = [
      0.76126563928477098, 0.22227941582553393, 0.1796800036229031, 0.29001469629187754, 0.059054357092326051, 0.48770588788258851,
    ]
    #expect(zip(wide.array(of: Double.self), figures).allSatisfy { abs($0 - $1) <= 1e-14 })
  }
}
