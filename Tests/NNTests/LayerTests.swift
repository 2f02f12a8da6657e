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

  @Test("dropout drops what PyTorch drops after the same seed, and nothing in evaluation")
  func dropout() {
    manualSeed(1)
    let model = Sequential(Linear(3, 4), Dropout(0.5))
    #expect(model(Tensor.ones(1, 3)).isClose(to: [0, -0.30259115, 0, 0.13189128]))
    model.eval()
    #expect(!model(Tensor.ones(1, 3)).floats.contains(0))
  }

  @Test("a bidirectional LSTM of two layers with dropout gives PyTorch's outputs after the same seed")
  func lstm() {
    manualSeed(7)
    let lstm = LSTM(2, 3, numLayers: 2, dropout: 0.5, bidirectional: true)
    let (output, (hidden, cell)) = lstm(Tensor.ones(2, 1, 2))
    #expect(
      output.isClose(to: [
        -0.095025964, 0.034478385, -0.14485016, 0.05664439, -0.034199715, -0.23528993, -0.17723307, 0.05311237, -0.27218214, 0.022421272,
        -0.034526516, -0.14600961,
      ]))
    #expect(hidden.sum().isClose(to: [-1.4051336]) && cell.sum().isClose(to: [-3.252591]))
  }

  @Test("a transformer with dropout gives PyTorch's output after the same seed")
  func transformer() {
    manualSeed(7)
    let model = Transformer(4, 2, numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 8, dropout: 0.1)
    let output = model(Tensor.ones(2, 1, 4), Tensor.arange(8.0).reshape([2, 1, 4]))
    #expect(
      output.isClose(to: [0.84682477, -1.0773267, 1.1388841, -0.9083822, -0.06853524, -1.6071265, 0.7726888, 0.9029727]))
  }

  @Test("an encoder is made of copies of its layer, and a mask of paddings is heeded")
  func encoder() {
    manualSeed(7)
    let model = TransformerEncoder(TransformerEncoderLayer(4, 2, dimFeedforward: 8, batchFirst: true), numLayers: 2)
    let output = model(Tensor.arange(8.0).reshape([1, 2, 4]), srcKeyPaddingMask: Tensor([[false, true]]))
    #expect(
      output.isClose(to: [-1.6379895, 0.20462927, 1.0686862, 0.3646741, -1.6181337, 0.19979164, 1.1189547, 0.29938725]))
    let (first, second) = (model.layers[0].parameters(), model.layers[1].parameters())
    #expect(zip(first, second).allSatisfy { $0 !== $1 && $0.floats == $1.floats })
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
