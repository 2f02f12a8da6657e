import Autograd
import NN
import Testing

// The figures are those of a run of PyTorch 2.15.
@Suite("Losses with a linear layer of their own")
struct LargeClassLossTests {
  @Test("an adaptive softmax gives PyTorch's losses, gradients and predictions")
  func adaptiveSoftmax() throws {
    let layer = AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs: [2, 5], divValue: 2).filled()
    let input = (Tensor.arange(12.0).view([3, 4]) / 10).requiresGrad_()
    let (output, loss) = layer(input, Tensor([0, 3, 9]))
    #expect(output.isClose(to: [-1.16826248, -2.17366576, -4.26930904]) && loss.isClose(to: [2.5370791]))
    try loss.backward()
    let sums = layer.parameters().map { Float($0.grad!.weightedSum.item()) }
    #expect(zip(sums, [1.29905188, 0.03177025, -0.00417487, -0.57373029, -0.17613728]).allSatisfy { abs($0 - $1) < 1e-5 }, "\(sums)")
    #expect(
      input.grad!.isClose(to: [
        0.00844698, -0.07310332, -0.12027201, -0.11087488, 0.09294618, 0.02443487, -0.05556853, -0.10943719, -0.1639557, 0.05633091,
        0.25012422, 0.32628021,
      ]))
    #expect(
      layer.logProb(input)[1].isClose(to: [
        -0.85856724, -2.24340916, -2.27975845, -2.17366576, -2.45121145, -3.29983735, -3.21307349, -3.29414082, -3.50491214, -3.7462585,
      ]))
    let others = Tensor([[1.0, 2, 3, 4], [-1, -2, -3, -4], [0, 0, 5, -5]])
    #expect(layer.predict(others).array(of: Int.self) == [0, 1, 0])
    #expect(layer.predict(others).equal(layer.logProb(others).argmax(1)))
    let (one, itsLoss) = layer(input[0], Tensor(0))
    #expect(one.shape == [] && one.isClose(to: [-1.16826248]) && itsLoss.isClose(to: [1.16826248]))
    #expect(layer.stateDict().keys == ["head.weight", "tail.0.0.weight", "tail.0.1.weight", "tail.1.0.weight", "tail.1.1.weight"])
  }

  @Test("a prediction looks into the clusters where they are the most probable")
  func rareClasses() {
    let layer = AdaptiveLogSoftmaxWithLoss(2, 6, cutoffs: [1, 3])
    noGrad { _ = layer.head.weight.copy_(Tensor([[1.0, 0], [0, 1], [-1, 0]])) }
    let inputs = Tensor([[5.0, 0], [0, 5], [-5, 0]])
    let classes = layer.predict(inputs)
    #expect(classes.equal(layer.logProb(inputs).argmax(1)))
    #expect(classes[0].item() == 0 && classes[1].item() >= 1 && classes[2].item() >= 1)
  }

  @Test("a linear layer and its cross entropy in one give PyTorch's losses")
  func linearCrossEntropy() throws {
    let layer = LinearCrossEntropyLoss(3, 4, bias: true).filled()
    let input = Tensor([[1.0, 2, 3], [0, -1, 1]], requiresGrad: true)
    let loss = layer(input, Tensor([1, 3]))
    try loss.backward()
    #expect(loss.isClose(to: [2.00407839]))
    #expect(input.grad!.isClose(to: [-0.19643544, 0.06940921, 0.30260962, -0.02259351, -0.13414122, -0.18260022]))
    let several = LinearCrossEntropyLoss(
      3, 4, outFeatures: [2], reduction: .sum, weight: Tensor([1.0, 2, 3, 4]), ignoreIndex: 1, labelSmoothing: 0.1
    ).filled()
    #expect(several(input, Tensor([[1, 3], [0, 2]])).isClose(to: [13.742937]))
    #expect(several.stateDict().keys == ["weight", "linear.weight"])
  }
}
