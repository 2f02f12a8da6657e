import Autograd
import Testing

/// The figures are those of a run of PyTorch 2.15.
@Suite("Normalisations")
struct NormalizationTests {
  private let x = Tensor.arange(12.0).view(2, 3, 2)

  @Test("batch normalisation moves its running statistics in place, uncounted")
  func batchNorm() {
    let (mean, variance) = (Tensor.zeros(3), Tensor.ones(3))
    let y = x.batchNorm(runningMean: mean, runningVar: variance, training: true)
    let first: Tensor = Tensor([-1.1507922410964966, -0.821994423866272])
    #expect(y[0, 0].allclose(first))
    #expect(mean.allclose(Tensor([0.35, 0.55, 0.75])))
    #expect(variance.allclose(Tensor([2.1333332, 2.1333332, 2.1333332])))
    #expect(mean.version == 0)
  }

  @Test("rows, groups and instances")
  func rows() {
    let pair: Tensor = Tensor([-0.9999799728393555, 0.9999799728393555])
    #expect(x.layerNorm([2])[0, 0].allclose(pair))
    #expect(x.groupNorm(3)[0, 0].allclose(pair))
    #expect(x.instanceNorm()[0, 0].allclose(pair))
    #expect(x.rmsNorm([2])[0, 1].allclose(Tensor([0.7844645380973816, 1.17669677734375])))
  }

  @Test("the nodes have PyTorch's names")
  func names() {
    let leaf = x.clone().requiresGrad_()
    #expect(leaf.batchNorm(runningMean: nil, runningVar: nil, training: true).gradFn?.name == "NativeBatchNormBackward0")
    #expect(leaf.layerNorm([2]).gradFn?.name == "NativeLayerNormBackward0")
    #expect(leaf.groupNorm(3).gradFn?.name == "NativeGroupNormBackward0")
    #expect(leaf.instanceNorm().gradFn?.name == "ViewBackward0")
  }

  @Test(
    "first and second derivatives agree with finite differences, whichever kernels computed them",
    arguments: [[4, 3], [2, 3, 5], [2, 3, 1]])
  func derivatives(_ shape: [Int]) throws {
    manualSeed(1)
    let leaf = Tensor.randn(shape, dtype: .float64, requiresGrad: true)
    let weight = Tensor.randn(3, dtype: .float64, requiresGrad: true)
    let bias = Tensor.randn(3, dtype: .float64, requiresGrad: true)
    try GradientCheck.run("batch norm, training", [leaf, weight, bias], tolerance: 1e-5) {
      $0[0].batchNorm(runningMean: nil, runningVar: nil, weight: $0[1], bias: $0[2], training: true)
    }
    let (mean, variance) = (Tensor([0.1, 0.2, 0.3], dtype: .float64), Tensor([1, 2, 3], dtype: .float64))
    try GradientCheck.run("batch norm", [leaf, weight, bias]) {
      $0[0].batchNorm(runningMean: mean, runningVar: variance, weight: $0[1], bias: $0[2])
    }
    try GradientCheck.run("group norm", [leaf, weight, bias], tolerance: 1e-5) { $0[0].groupNorm(1, weight: $0[1], bias: $0[2]) }
    let inner = Array(shape[1...])
    let (scale, shift) = (
      Tensor.randn(inner, dtype: .float64, requiresGrad: true), Tensor.randn(inner, dtype: .float64, requiresGrad: true)
    )
    try GradientCheck.run("layer norm", [leaf, scale, shift], tolerance: 1e-5) {
      $0[0].layerNorm(inner, weight: $0[1], bias: $0[2])
    }
    try GradientCheck.run("RMS norm", [leaf, scale], tolerance: 1e-5) { $0[0].rmsNorm(inner, weight: $0[1]) }
  }

  @Test("large rows and channels are shared among threads without changing a bit")
  func threads() throws {
    let all = threadCount
    defer { threadCount = all }
    manualSeed(2)
    let leaf = Tensor.randn(64, 48, 20, requiresGrad: true)
    let weight = Tensor.randn(48, requiresGrad: true)
    func results() throws -> [Tensor] {
      let y = leaf.batchNorm(runningMean: nil, runningVar: nil, weight: weight, training: true)
      let z = leaf.layerNorm([48, 20])
      return [y.detach(), z.detach()] + (try grad(outputs: [y.add(z).square().sum()], inputs: [leaf, weight]).compactMap { $0 })
    }
    threadCount = 1
    let one = try results()
    threadCount = 3
    let three = try results()
    for (a, b) in zip(one, three) { #expect(a.equal(b)) }
  }

  @Test("float16 rows are normalised in float32")
  func half() {
    let y = Tensor([1.5, -2.25, 100], dtype: .float16).layerNorm([3])
    #expect(y.array(of: Float.self) == [-0.6669921875, -0.74658203125, 1.4130859375])
  }
}
