import Autograd
import NN
import Testing

/// A module made and called after a seed, and what PyTorch 2.15 gives. Each runs in a process of its own: the default generator is shared by
/// all tests.
private enum Seeded: String, CaseIterable, Sendable {
  case dropout, lstm, transformer, encoder, weightNorm, lazyLinear, pruning

  /// Whether the figures are PyTorch's.
  var isRight: Bool {
    switch self {
    case .dropout:
      manualSeed(1)
      let model = Sequential(Linear(3, 4), Dropout(0.5))
      let isDropped = model(Tensor.ones(1, 3)).isClose(to: [0, -0.30259115, 0, 0.13189128])
      model.eval()
      return isDropped && !model(Tensor.ones(1, 3)).floats.contains(0)
    case .lstm:
      manualSeed(7)
      let lstm = LSTM(2, 3, numLayers: 2, dropout: 0.5, bidirectional: true)
      let (output, (hidden, cell)) = lstm(Tensor.ones(2, 1, 2))
      return output.isClose(to: [
        -0.095025964, 0.034478385, -0.14485016, 0.05664439, -0.034199715, -0.23528993, -0.17723307, 0.05311237, -0.27218214, 0.022421272,
        -0.034526516, -0.14600961,
      ]) && hidden.sum().isClose(to: [-1.4051336]) && cell.sum().isClose(to: [-3.252591])
    case .transformer:
      manualSeed(7)
      let model = Transformer(4, 2, numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 8, dropout: 0.1)
      let output = model(Tensor.ones(2, 1, 4), Tensor.arange(8.0).reshape([2, 1, 4]))
      return output.isClose(to: [0.84682477, -1.0773267, 1.1388841, -0.9083822, -0.06853524, -1.6071265, 0.7726888, 0.9029727])
    case .encoder:
      manualSeed(7)
      let model = TransformerEncoder(TransformerEncoderLayer(4, 2, dimFeedforward: 8, batchFirst: true), numLayers: 2)
      let output = model(Tensor.arange(8.0).reshape([1, 2, 4]), srcKeyPaddingMask: Tensor([[false, true]]))
      return output.isClose(to: [-1.6379895, 0.20462927, 1.0686862, 0.3646741, -1.6181337, 0.19979164, 1.1189547, 0.29938725])
    case .weightNorm:
      manualSeed(3)
      let layer = parametrizations.weightNorm(Linear(2, 2))
      let y = layer(Tensor([[1.0, 2]]))
      guard (try? y.sum().backward()) != nil else { return false }
      let g = layer.parameter(named: "parametrizations.weight.original0")!
      let v = layer.parameter(named: "parametrizations.weight.original1")!
      return y.isClose(to: [-1.8568389, -2.2629275]) && g.isClose(to: [0.8959131, 0.73435026])
        && v.isClose(to: [-0.7010772, -0.5578092, -0.30286446, -0.66898686]) && g.grad!.isClose(to: [-2.0277586, -2.2344081])
        && v.grad!.isClose(to: [-0.5867781, 0.7374866, 0.07847407, -0.035526823])
    case .lazyLinear:
      manualSeed(5)
      let plain = Linear(3, 2)
      let lazy = LazyLinear(2)
      manualSeed(5)
      _ = lazy(Tensor.ones(1, 3))
      return lazy.weight.floats == plain.weight.floats && lazy.bias!.floats == plain.bias!.floats
    case .pruning:
      manualSeed(0)
      let scattered = pruningMask(prune.randomUnstructured(wavyLayer(4, 5), "weight", amount: 0.4))
      manualSeed(1)
      let rows = pruningMask(prune.randomStructured(wavyLayer(4, 3), "weight", amount: 0.5, dim: 0))
      manualSeed(2)
      let (a, b) = (wavyLayer(2, 3), wavyLayer(3, 2))
      prune.globalUnstructured([(a, "weight"), (b, "bias")], .random, amount: 4)
      return scattered == [1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1] && rows == [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
        && pruningMask(a) == [1, 1, 0, 1, 0, 1] && pruningMask(b, "bias") == [0, 1, 0]
    }
  }
}

@Suite("Modules after a seed")
struct SeededTests {
  @Test("what is drawn and computed after a seed is PyTorch's", arguments: Seeded.allCases.map(\.rawValue))
  func figures(_ name: String) async {
    await #expect(processExitsWith: .success) { [name = name as String] in
      precondition(Seeded(rawValue: name)!.isRight)
    }
  }
}
