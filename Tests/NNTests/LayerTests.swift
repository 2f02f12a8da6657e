import Autograd
import NN
import Testing

// PyTorch's figures come from runs of PyTorch 2.15.

@Suite("Layers")
struct LayerTests {
  @Test("a convolution takes four fixed filters as its parameter")
  func fixedFilters() throws {
    let edge = Tensor([[-1.0, -1], [1, 1]])
    let filters = Tensor.stack([edge, -edge, edge.t(), -edge.t()]).unsqueeze(1)
    let layer = Conv2d(1, 4, 2, bias: false)
    layer.weight = Parameter(filters)
    let input = Tensor.arange(9.0).reshape([1, 1, 3, 3]).pow(2)
    let output = layer(input)
    #expect(output.floats == [24, 36, 60, 72, -24, -36, -60, -72, 8, 12, 20, 24, -8, -12, -20, -24])
    try output.sum().backward()
    #expect(layer.weight.grad!.floats == [26, 46, 110, 154, 26, 46, 110, 154, 26, 46, 110, 154, 26, 46, 110, 154])
  }

  @Test("batch normalisation takes its running statistics in evaluation")
  func batchNormEval() {
    let layer = BatchNorm1d(2)
    let input = Tensor([[1.0, 2], [3, 8]])
    #expect(layer(input).isClose(to: [-1, -1, 1, 1]))
    #expect(layer.runningMean!.isClose(to: [0.2, 0.5]) && layer.runningVar!.isClose(to: [1.1, 2.7]))
    layer.eval()
    #expect(layer(input).isClose(to: [0.76276666, 0.91286927, 2.6696832, 4.5643463]))
    #expect(layer.numBatchesTracked!.item() == 1)
  }

  @Test("an encoder is made of copies of its layer, which learn apart")
  func copies() {
    let model = TransformerEncoder(TransformerEncoderLayer(4, 2, dimFeedforward: 8), numLayers: 2)
    let (first, second) = (model.layers[0].parameters(), model.layers[1].parameters())
    #expect(first.count == 12)
    #expect(zip(first, second).allSatisfy { $0 !== $1 && $0.floats == $1.floats && !$0.sharesStorage(with: $1) })
  }

  @Test("a recurrent layer in a sequence passes its outputs on")
  func sequence() {
    #expect(Sequential(GRU(2, 3), Linear(3, 1))(Tensor.zeros(4, 1, 2)).shape == [4, 1, 1])
  }

  @Test("max pooling tells places, and unpooling puts the elements back there")
  func pooling() {
    let (values, indices) = MaxPool2d(2).withIndices(Tensor.arange(16.0).reshape([1, 1, 4, 4]))
    #expect(indices.array(of: Int.self) == [5, 7, 13, 15])
    let restored = MaxUnpool2d(2)(values, indices)
    #expect(restored.floats == [0, 0, 0, 0, 0, 5, 0, 7, 0, 0, 0, 0, 0, 13, 0, 15])
  }

  @Test("fractional pooling chooses its windows by the samples, and its gradient goes to the elements it took")
  func fractionalPooling() throws {
    let samples = Tensor([[[0.1, 0.7], [0.4, 0.2]]], dtype: .float64)
    let input = Tensor.randn([1, 2, 6, 7], dtype: .float64, requiresGrad: true)
    #expect(try gradcheck({ $0.fractionalMaxPool2d(2, outputSize: 3, randomSamples: samples) }, input))
    // From a run of PyTorch 2.15.
    let places = Tensor.arange(42.0).reshape([1, 1, 6, 7]).fractionalMaxPool2d(2, outputSize: 3, randomSamples: Tensor([[[0.1, 0.7]]]))
    #expect(places.floats == [8, 10, 13, 22, 24, 27, 36, 38, 41])
  }

  @Test("a transposed convolution gives the output size that is asked for")
  func outputSize() {
    let layer = ConvTranspose2d(1, 1, 3, stride: 2)
    #expect(layer(Tensor.ones(1, 1, 3, 3)).shape == [1, 1, 7, 7])
    #expect(layer(Tensor.ones(1, 1, 3, 3), outputSize: [8, 8]).shape == [1, 1, 8, 8])
  }

  @Test("pretrained vectors are frozen unless told otherwise, and padding stays zero")
  func embedding() {
    #expect(!Embedding(fromPretrained: Tensor.ones(2, 3)).weight.requiresGrad)
    #expect(Embedding(fromPretrained: Tensor.ones(2, 3), freeze: false).weight.requiresGrad)
    #expect(Embedding(4, 2, paddingIdx: -1).weight[3].detach().array(of: Float.self) == [0, 0])
  }
}

@Suite("The CTC loss")
struct CTCLossTests {
  private static var probabilities: Tensor { Tensor([[0.1, 0.6, 0.1, 0.2], [0.3, 0.2, 0.4, 0.1], [0.2, 0.2, 0.1, 0.5]]) }

  @Test("a sequence's loss and gradient are PyTorch's")
  func gradient() throws {
    let input = Self.probabilities.log().unsqueeze(1).requiresGrad_()
    let loss = CTCLoss(reduction: .sum)(input, Tensor([[1, 2]]), inputLengths: [3], targetLengths: [2])
    try loss.backward()
    #expect(loss.isClose(to: [2.2633643]))
    #expect(
      input.grad!.isClose(to: [
        0.08076922, -0.380769, 0.1, 0.2, 0.12692308, 0.06538458, -0.2923076, 0.1, -0.26153842, 0.2, -0.4384614, 0.5,
      ]))
  }

  @Test("a batch's mean goes by the targets' lengths, and targets may stand one after the other")
  func batch() {
    let input = Self.probabilities.log().unsqueeze(1).repeat(1, 2, 1)
    let mean = CTCLoss()(input, Tensor([[1, 2], [3, 3]]), inputLengths: [3, 3], targetLengths: [2, 1])
    #expect(mean.isClose(to: [2.0841184]))
    let each = CTCLoss(reduction: .none)(input, Tensor([1, 2, 3]), inputLengths: [3, 2], targetLengths: [2, 1])
    #expect(each.isClose(to: [2.2633643, 2.4079456]))
  }

  @Test("a target that is too long counts infinity, or 0 if asked for")
  func unreachable() throws {
    let input = Self.probabilities.log().unsqueeze(1).requiresGrad_()
    let target = Tensor([[1, 1]])
    #expect(CTCLoss()(input, target, inputLengths: [2], targetLengths: [2]).floats == [.infinity])
    let loss = CTCLoss(zeroInfinity: true)(input, target, inputLengths: [2], targetLengths: [2])
    try loss.backward()
    #expect(loss.floats == [0] && input.grad!.floats.allSatisfy { $0 == 0 })
  }
}
