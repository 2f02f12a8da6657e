import Autograd
import Testing

/// The figures are those of a run of PyTorch 2.15.
@Suite("Losses")
struct LossTests {
  private let z = Tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]])
  private let classes = Tensor([0, 2])
  private let weight = Tensor([1.0, 2.0, 3.0])

  private func near(_ tensor: Tensor, _ expected: Double) -> Bool { abs(tensor.item() - expected) < 1e-5 }

  @Test("cross entropy of classes, with weights, smoothing and ignored ones")
  func crossEntropy() {
    #expect(near(z.crossEntropy(classes), 1.4076058864593506))
    #expect(near(z.crossEntropy(classes, weight: weight, labelSmoothing: 0.1), 0.9326059818267822))
    let each = z.crossEntropy(classes, ignoreIndex: 0, reduction: .none)
    #expect(each.allclose(Tensor([0, 0.40760594606399536])))
    #expect(near(z.nllLoss(classes, weight: weight), -1))
  }

  @Test("cross entropy of probabilities")
  func probabilities() {
    let target: Tensor = Tensor([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
    #expect(near(z.crossEntropy(target), 1.2576059103012085))
    #expect(near(z.binaryCrossEntropyWithLogits(z.sigmoid(), posWeight: weight), 0.668589174747467))
    #expect(near(z.klDivBatchMean(z.exp().div(z.exp().sum([1], keepdim: true))), -2.4076061248779297))
    #expect(near(z.huberLoss(z.mul(0)), 0.9166666865348816))
  }

  @Test("the nodes have PyTorch's names")
  func names() {
    let x = z.clone().requiresGrad_()
    #expect(x.mseLoss(z).gradFn?.name == "MseLossBackward0")
    #expect(x.crossEntropy(classes).gradFn?.name == "NllLossBackward0")
    #expect(x.crossEntropy(classes).gradFn?.nextFunctions[0]?.node.name == "LogSoftmaxBackward0")
    #expect(x.l1Loss(z).gradFn?.name == "MeanBackward0")
    #expect(x.binaryCrossEntropyWithLogits(z).gradFn?.name == "BinaryCrossEntropyWithLogitsBackward0")
  }

  @Test("first and second derivatives agree with finite differences", arguments: [LossReduction.none, .mean, .sum])
  func derivatives(_ reduction: LossReduction) throws {
    manualSeed(4)
    let x = Tensor.randn(3, 4, dtype: .float64, requiresGrad: true)
    let y = Tensor.randn(3, 4, dtype: .float64, requiresGrad: true)
    let p = Tensor.rand(3, 4, dtype: .float64).mul(0.8).add(0.1).requiresGrad_()
    let q = Tensor.rand(3, 4, dtype: .float64).mul(0.8).add(0.1).requiresGrad_()
    let labels = Tensor([0, 3, 1])
    let signs = Tensor([1, -1, 1], dtype: .float64)
    try GradientCheck.run("mse", [x, y]) { $0[0].mseLoss($0[1], reduction: reduction) }
    try GradientCheck.run("smooth l1", [x, y]) { $0[0].smoothL1Loss($0[1], reduction: reduction, beta: 0.7) }
    try GradientCheck.run("huber", [x, y]) { $0[0].huberLoss($0[1], reduction: reduction, delta: 0.7) }
    try GradientCheck.run("bce", [p, q], tolerance: 1e-5) { $0[0].binaryCrossEntropy($0[1], reduction: reduction) }
    try GradientCheck.run("bce with logits", [x, q]) {
      $0[0].binaryCrossEntropyWithLogits($0[1], posWeight: Tensor([1, 2, 3, 4], dtype: .float64), reduction: reduction)
    }
    try GradientCheck.run("kl_div", [x, p]) { $0[0].klDiv($0[1], reduction: reduction) }
    try GradientCheck.run("cross entropy", [x]) { $0[0].crossEntropy(labels, reduction: reduction, labelSmoothing: 0.1) }
    try GradientCheck.run("cross entropy of probabilities", [x, p]) { $0[0].crossEntropy($0[1], reduction: reduction) }
    try GradientCheck.run("soft margin", [x]) { $0[0].softMarginLoss(y.detach().sign(), reduction: reduction) }
    try GradientCheck.run("multi margin", [x]) { $0[0].multiMarginLoss(labels, p: 2, reduction: reduction) }
    try GradientCheck.run("multilabel margin", [x]) {
      $0[0].multilabelMarginLoss(Tensor([[0, 2, -1, 1], [3, -1, 0, 0], [1, 2, 3, -1]]), reduction: reduction)
    }
    try GradientCheck.run("cosine embedding", [x, y]) { $0[0].cosineEmbeddingLoss($0[1], signs, reduction: reduction) }
    try GradientCheck.run("triplet", [x, y, p], tolerance: 1e-5) {
      $0[0].tripletMarginLoss(positive: $0[1], negative: $0[2], reduction: reduction)
    }
    try GradientCheck.run("gaussian", [x, y, p], tolerance: 1e-4) {
      $0[0].gaussianNLLLoss($0[1], variance: $0[2], reduction: reduction)
    }
  }

  @Test("float16 losses are summed wide")
  func half() {
    let h = Tensor([1.5, -2.25, 100], dtype: .float16)
    #expect(h.mseLoss(h.mul(0)).item() == 3336)
  }

  @Test("smooth losses at their bound and of NaN, with first and second derivatives")
  func bounds() throws {
    let x = Tensor([-2, -0.5, -0.25, 0, 0.25, 0.5, 2, .nan], requiresGrad: true)
    let zero = Tensor.zeros(8)
    func figures(_ loss: (LossReduction) -> Tensor) throws -> [Tensor] {
      let plain = try grad(outputs: [loss(.sum)], inputs: [x])[0]!
      let recorded = try grad(outputs: [loss(.sum)], inputs: [x], createGraph: true)[0]!
      return [loss(.none).detach(), plain, recorded.detach(), try grad(outputs: [recorded.sum()], inputs: [x])[0]!]
    }
    let smooth = try figures { x.smoothL1Loss(zero, reduction: $0, beta: 0.5) }
    #expect(smooth[0].equalsWithNaN([1.75, 0.25, 0.0625, 0, 0.0625, 0.25, 1.75, .nan]))
    #expect(smooth[1].equalsWithNaN([-1, -1, -0.5, 0, 0.5, 1, 1, .nan]))
    #expect(smooth[2].equalsWithNaN([-1, -1, -0.5, 0, 0.5, 1, 1, .nan]))
    #expect(smooth[3].equal(Tensor([0, 0, 2, 2, 2, 0, 0, 0])))
    let huber = try figures { x.huberLoss(zero, reduction: $0, delta: 0.5) }
    #expect(huber[0].equalsWithNaN([0.875, 0.125, 0.03125, 0, 0.03125, 0.125, 0.875, .nan]))
    #expect(huber[1].equalsWithNaN([-0.5, -0.5, -0.25, 0, 0.25, 0.5, 0.5, .nan]))
    #expect(huber[2].equalsWithNaN([-0.5, -0.5, -0.25, 0, 0.25, 0.5, 0.5, .nan]))
    #expect(huber[3].equal(Tensor([0, 0, 1, 1, 1, 0, 0, 0])))
  }

  @Test("a smooth loss neither overflows on its way nor is rounded twice in float16, and no bound is too small")
  func smoothRange() {
    let x = Tensor([37056, 0.0013037], dtype: .float16)
    let zero = Tensor.zeros([2], dtype: .float16)
    #expect(x.smoothL1Loss(zero, reduction: .none, beta: 2).array(of: Float.self) == [37056, 4.172325134277344e-07])
    let y = Tensor([11144, 0.0013037], dtype: .float16)
    #expect(y.smoothL1Loss(zero, reduction: .none, beta: 0.001).array(of: Float.self) == [11144, 0.0008034706115722656])
    let z = Tensor([-2.0, 3.0], requiresGrad: true)
    let loss = z.smoothL1Loss(Tensor.zeros(2), reduction: .sum, beta: 1e-50)
    #expect(loss.item() == 5)
    try? loss.backward()
    #expect(z.grad?.array(of: Float.self) == [-1, 1])
  }

  @Test("the target's gradient is 0 and not -0 where there is no difference")
  func targetGradient() throws {
    let target = Tensor([1.0, 3.0], requiresGrad: true)
    try Tensor([1.0, 2.0]).mseLoss(target).backward()
    let gradient = target.grad!.array(of: Float.self)
    #expect(gradient == [0, 1] && gradient[0].sign == .plus)
  }
}

extension Tensor {
  fileprivate func equalsWithNaN(_ expected: [Double]) -> Bool { allclose(Tensor(expected), rtol: 0, atol: 0, equalNaN: true) }
}
