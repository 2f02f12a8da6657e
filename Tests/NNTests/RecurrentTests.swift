import Autograd
import Foundation
import NN
import Testing

/// A recurrent layer, (2, 3) in two layers and two directions, and figures of PyTorch 2.15 in float64: the weighted sums of its outputs and
/// states, and those of the gradients that this sum gives the input and the parameters.
private struct RecurrentFigures: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Of four packed sequences of the lengths 2, 4, 1 and 2, from a first state.
  let packed: [Double]
  /// Of two sequences of the length 3, from zeros.
  let padded: [Double]
  let make: @Sendable (_ batchFirst: Bool) -> RecurrentLayer

  static let all = [
    RecurrentFigures(
      testDescription: "tanh", packed: [13.1278952299, 1.5298062454, 2.1043891616], padded: [2.8115384572, -1.4489111573, 8.6100625921]
    ) { RNN(2, 3, numLayers: 2, batchFirst: $0, bidirectional: true, dtype: .float64) },
    RecurrentFigures(
      testDescription: "relu", packed: [18.3778392498, 1.6687649881, 73.4279595076], padded: [6.5162116058, -0.0513894753, 51.0074914048]
    ) { RNN(2, 3, numLayers: 2, nonlinearity: .relu, batchFirst: $0, bidirectional: true, dtype: .float64) },
    RecurrentFigures(
      testDescription: "GRU", packed: [1.3789797846, 0.4227000378, -2.5086983444], padded: [4.0588906137, -0.5498723476, 1.6045042087]
    ) { GRU(2, 3, numLayers: 2, batchFirst: $0, bidirectional: true, dtype: .float64) },
    RecurrentFigures(
      testDescription: "GRU without biases", packed: [4.364990805, -0.0155555429, -2.70461661],
      padded: [-0.1424431892, -0.0547701493, -3.6847111137]
    ) { GRU(2, 3, numLayers: 2, bias: false, batchFirst: $0, bidirectional: true, dtype: .float64) },
    RecurrentFigures(
      testDescription: "LSTM", packed: [2.8635587212, -0.4771662575, -1.0013030933], padded: [11.3520396566, -0.5420790577, 11.2898471922]
    ) { LSTM(2, 3, numLayers: 2, batchFirst: $0, bidirectional: true, dtype: .float64) },
    RecurrentFigures(
      testDescription: "LSTM that projects", packed: [4.4674645936, -1.8142933228, -13.1397257114],
      padded: [2.0175367829, 0.2223804662, 14.7689952262]
    ) { LSTM(2, 3, numLayers: 2, batchFirst: $0, bidirectional: true, projSize: 2, dtype: .float64) },
  ]

  /// The loss, and the gradients' sums, once they are computed from an input.
  func figures(_ layer: RecurrentLayer, _ input: Tensor, _ loss: Tensor) throws -> [Double] {
    try loss.backward()
    return [loss.item(), input.grad!.weightedSum.item(), layer.parameters().map { $0.grad!.weightedSum.item() }.reduce(0, +)]
  }
}

private func isClose(_ values: [Double], _ expected: [Double]) -> Bool {
  zip(values, expected).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($1)) }
}

@Suite("Recurrent layers")
struct RecurrentTests {
  private func sequences() -> [Tensor] {
    [2, 4, 1, 2].map { length in
      Tensor((0..<length).map { j in (0..<2).map { i in sin(Double(i) * 1.1 + Double(j)) } }, dtype: .float64)
    }
  }

  private func states(_ size: Int) -> Tensor {
    Tensor(
      (0..<4).map { k in (0..<4).map { j in (0..<size).map { i in cos(Double(i + j + k)) } } }, dtype: .float64)
  }

  @Test("packed sequences give PyTorch's outputs, states and gradients", arguments: RecurrentFigures.all.indices)
  func packed(_ place: Int) throws {
    let figures = RecurrentFigures.all[place]
    let layer = figures.make(false).filled()
    let sorted = packSequence(sequences(), enforceSorted: false)
    let data = sorted.data.requiresGrad_()
    let input = PackedSequence(data: data, batchSizes: sorted.batchSizes, sortedIndices: sorted.sortedIndices)
    let loss: Tensor
    switch layer {
    case let lstm as LSTM:
      let (output, (hidden, cell)) = lstm(input, (states(lstm.projSize > 0 ? 2 : 3), states(3) / 2))
      loss = output.data.weightedSum + 2 * hidden.weightedSum + 3 * cell.weightedSum
    case let gru as GRU:
      let (output, hidden) = gru(input, states(3))
      loss = output.data.weightedSum + 2 * hidden.weightedSum
    default:
      let (output, hidden) = (layer as! RNN)(input, states(3))
      loss = output.data.weightedSum + 2 * hidden.weightedSum
    }
    let computed = try figures.figures(layer, data, loss)
    #expect(isClose(computed, figures.packed), "\(computed)")
  }

  @Test("sequences of one length give PyTorch's outputs, states and gradients", arguments: RecurrentFigures.all.indices)
  func padded(_ place: Int) throws {
    let figures = RecurrentFigures.all[place]
    let layer = figures.make(true).filled()
    let values = (0..<2).map { k in (0..<3).map { j in (0..<2).map { i in sin(Double(i) * 1.1 + Double(j + k)) } } }
    let input = Tensor(values, dtype: .float64, requiresGrad: true)
    let loss: Tensor
    switch layer {
    case let lstm as LSTM:
      let (output, (hidden, cell)) = lstm(input)
      loss = output.weightedSum + 2 * hidden.weightedSum + 2 * cell.weightedSum
    case let gru as GRU:
      let (output, hidden) = gru(input)
      loss = output.weightedSum + 2 * hidden.weightedSum
    default:
      let (output, hidden) = (layer as! RNN)(input)
      loss = output.weightedSum + 2 * hidden.weightedSum
    }
    let computed = try figures.figures(layer, input, loss)
    #expect(isClose(computed, figures.padded), "\(computed)")
  }

  @Test("gradients with a graph of their own are those without, and can be differentiated", arguments: RecurrentFigures.all.indices)
  func higherDerivatives(_ place: Int) throws {
    let layer = RecurrentFigures.all[place].make(false).filled()
    let input = Tensor((0..<12).map { sin(Double($0)) }, dtype: .float64).view([3, 2, 2]).clone().requiresGrad_()
    let inputs = [input] + layer.parameters()
    let plain = try grad(outputs: [layer(input).weightedSum], inputs: inputs)
    let recorded = try grad(outputs: [layer(input).weightedSum], inputs: inputs, createGraph: true)
    for (plain, recorded) in zip(plain, recorded) { #expect(plain!.allclose(recorded!, rtol: 1e-12, atol: 1e-12)) }
    #expect(try gradgradcheck({ layer($0).weightedSum }, input))
  }

  @Test(
    "groups of sequences of many lengths give what their steps give one by one", arguments: RecurrentFigures.all.indices,
    [DType.float32, .float64])
  func groups(_ place: Int, _ dtype: DType) throws {
    let units: [(Int) -> RecurrentLayer] = [
      { RNN(5, $0, bidirectional: true, dtype: dtype) }, { RNN(5, $0, nonlinearity: .relu, bidirectional: true, dtype: dtype) },
      { GRU(5, $0, bidirectional: true, dtype: dtype) }, { GRU(5, $0, bias: false, bidirectional: true, dtype: dtype) },
      { LSTM(5, $0, bidirectional: true, dtype: dtype) }, { LSTM(5, $0, numLayers: 2, bias: false, dtype: dtype) },
    ]
    // More sequences than a group has, and rows that don't fill a vector's last lanes.
    let layer = units[place](21).filled()
    let lengths = (0..<37).map { 1 + $0 * 5 % 7 }
    let sequences = lengths.map { length in
      Tensor((0..<length).map { j in (0..<5).map { i in sin(Double(i + j * length)) } }, dtype: dtype)
    }
    let packed = packSequence(sequences, enforceSorted: false)
    let data = packed.data.requiresGrad_()
    let input = PackedSequence(data: data, batchSizes: packed.batchSizes, sortedIndices: packed.sortedIndices)
    func loss() -> Tensor {
      switch layer {
      case let lstm as LSTM:
        let (output, (hidden, cell)) = lstm(input)
        return output.data.weightedSum + hidden.weightedSum + cell.weightedSum
      case let gru as GRU:
        let (output, hidden) = gru(input)
        return output.data.weightedSum + hidden.weightedSum
      default:
        let (output, hidden) = (layer as! RNN)(input)
        return output.data.weightedSum + hidden.weightedSum
      }
    }
    let inputs = [data] + layer.parameters()
    let plain = try grad(outputs: [loss()], inputs: inputs)
    // With a graph of their own they are made of operators, step by step.
    let recorded = try grad(outputs: [loss()], inputs: inputs, createGraph: true)
    let tolerance = dtype == .float64 ? 1e-11 : 2e-4
    for (plain, recorded) in zip(plain, recorded) { #expect(plain!.allclose(recorded!, rtol: tolerance, atol: tolerance)) }
  }

  @Test("a weight that is written between the two passes is noticed")
  func stale() {
    let layer = GRU(2, 3)
    let output = layer(Tensor.ones(2, 1, 2))
    noGrad { _ = layer.parameter(named: "weight_hh_l0")!.mul_(2) }
    #expect(textThrown { try output.sum().backward() }.contains("modified by an inplace operation"))
  }

  @Test("half precision and the meta device go step by step")
  func otherKinds() {
    let layer = LSTM(2, 3, dtype: .bfloat16)
    #expect(layer(Tensor.ones([4, 1, 2], dtype: .bfloat16)).output.dtype == .bfloat16)
    #expect(LSTM(2, 3, device: .meta)(Tensor.ones([4, 1, 2], device: .meta)).output.shape == [4, 1, 3])
  }

  @Test("an empty batch gives an empty output")
  func emptyBatch() {
    let (output, hidden) = GRU(4, 3)(Tensor.zeros(2, 0, 4))
    #expect(output.shape == [2, 0, 3] && hidden.shape == [1, 0, 3])
  }
}
