import Autograd
import Testing

/// The figures are those of a run of PyTorch 2.15.
@Suite("Embeddings, attention and dropout")
struct EmbeddingTests {
  private func table(requiresGrad: Bool = false) -> Tensor {
    let table = Tensor.arange(8.0).view(4, 2)
    return requiresGrad ? table.requiresGrad_() : table
  }

  @Test("a row's gradient is the sum over where it was looked up, none for the padding, a mean by frequency")
  func embedding() throws {
    let indices = Tensor([0, 3, 3])
    func gradient(_ look: (Tensor) -> Tensor) throws -> [Float] {
      let weight = table(requiresGrad: true)
      try look(weight).sum().backward()
      return weight.grad!.array(of: Float.self)
    }
    #expect(try gradient { indices.embedding($0) } == [1, 1, 0, 0, 0, 0, 2, 2])
    #expect(try gradient { indices.embedding($0, paddingIdx: -1) } == [1, 1, 0, 0, 0, 0, 0, 0])
    #expect(try gradient { indices.embedding($0, scaleGradByFreq: true) } == [1, 1, 0, 0, 0, 0, 1, 1])
  }

  @Test("rows that are too long are shortened in place, which counts as one write")
  func maxNorm() {
    let weight = table(requiresGrad: true)
    _ = Tensor([0, 3, 3]).embedding(weight, maxNorm: 1)
    #expect(weight.detach()[3].allclose(Tensor([0.6507914066314697, 0.7592566013336182])))
    #expect(weight.version == 1)
  }

  @Test("bags: sums, means and maxima, zeros for an empty one")
  func bags() throws {
    let indices = Tensor([0, 3, 3, 1, 2])
    let offsets = Tensor([0, 2, 2])
    let weight = table(requiresGrad: true)
    let mean = indices.embeddingBag(weight, offsets)
    #expect(mean.detach().array(of: Float.self) == [3, 4, 0, 0, 4, 5])
    #expect(mean.gradFn?.name == "EmbeddingBagBackward0")
    let maximum = indices.embeddingBag(weight, offsets, mode: .max)
    try maximum.sum().backward()
    #expect(maximum.detach().array(of: Float.self) == [6, 7, 0, 0, 6, 7])
    #expect(weight.grad!.array(of: Float.self) == [0, 0, 0, 0, 0, 0, 2, 2])
  }

  @Test("first and second derivatives agree with finite differences")
  func derivatives() throws {
    manualSeed(5)
    let weight = Tensor.randn(4, 3, dtype: .float64, requiresGrad: true)
    let factors = Tensor.randn(5, dtype: .float64, requiresGrad: true)
    let indices = Tensor([0, 3, 3, 1, 2])
    let offsets = Tensor([0, 2, 2])
    try GradientCheck.run("embedding", [weight]) { indices.embedding($0[0]).square() }
    try GradientCheck.run("bag of sums", [weight, factors]) {
      indices.embeddingBag($0[0], offsets, mode: .sum, perSampleWeights: $0[1])
    }
    try GradientCheck.run("bag of maxima", [weight]) { indices.embeddingBag($0[0], offsets, mode: .max).square() }
    try GradientCheck.run("pdist", [weight], tolerance: 1e-5) { $0[0].pdist(p: 3) }
    let q = Tensor.randn(1, 2, 3, 4, dtype: .float64, requiresGrad: true)
    let k = Tensor.randn(1, 2, 5, 4, dtype: .float64, requiresGrad: true)
    let v = Tensor.randn(1, 2, 5, 4, dtype: .float64, requiresGrad: true)
    try GradientCheck.run("attention", [q, k, v], tolerance: 1e-5) {
      $0[0].scaledDotProductAttention(key: $0[1], value: $0[2], isCausal: true)
    }
  }

  @Test("causal attention, and zeros for a row that sees nothing")
  func attention() {
    let q = Tensor.arange(8.0).view(1, 1, 4, 2).div(8)
    let causal: [Double] = [
      0, 0.125, 0.13189832866191864, 0.25689834356307983, 0.282929003238678, 0.407929003238678, 0.4627346694469452, 0.5877346992492676,
    ]
    let y = q.scaledDotProductAttention(key: q, value: q, isCausal: true)
    #expect(y.view(-1).allclose(Tensor(causal)))
    let mask = Tensor.ones(4, 4).bool()
    mask[1] = Tensor.zeros(4).bool()
    let masked = q.scaledDotProductAttention(key: q, value: q, mask: mask)
    #expect(masked[0, 0, 1].array(of: Float.self) == [0, 0])
    #expect(masked[0, 0, 0].allclose(Tensor([0.38190436363220215, 0.5069043636322021])))
  }

  @Test("dropout draws PyTorch's numbers")
  func dropout() async {
    await #expect(processExitsWith: .success) {
      manualSeed(0)
      let kept = Float(1 / 0.6)
      #expect(Tensor.ones(8).dropout(0.4).array(of: Float.self) == [0, 0, kept, 0, 0, 0, kept, kept])
      #expect(Tensor.ones(4).alphaDropout(0.4, training: true).allclose(Tensor.full([4], 1.4703772068023682)))
      #expect(Tensor.ones(1, 4, 1, 2).dropout2d(0.5).view(-1).array(of: Float.self) == [2, 2, 0, 0, 2, 2, 2, 2])
    }
  }

  @Test("dropout that does nothing gives the tensor itself")
  func idle() {
    let x = Tensor.ones(3)
    #expect(x.dropout(0.5, training: false) === x)
    #expect(x.dropout(0) === x)
  }
}
