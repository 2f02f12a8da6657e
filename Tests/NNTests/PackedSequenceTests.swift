import Autograd
import NN
import Testing

// The figures and texts are those of PyTorch 2.15.
@Suite("Packed sequences")
struct PackedSequenceTests {
  private let padded = Tensor([[1, 2, 0], [3, 0, 0], [4, 5, 6]])

  @Test("sequences of falling lengths are packed step by step")
  func packing() {
    let packed = packSequence([Tensor([1, 2, 3]), Tensor([4, 5]), Tensor([6])])
    #expect(
      "\(packed)"
        == "PackedSequence(data=tensor([1, 4, 6, 2, 5, 3]), batch_sizes=tensor([3, 2, 1]), sorted_indices=None, unsorted_indices=None)")
  }

  @Test("other sequences are sorted, and come back in their order")
  func sorting() {
    let packed = packPaddedSequence(padded, lengths: [2, 1, 3], batchFirst: true, enforceSorted: false)
    #expect(
      "\(packed)" == "PackedSequence(data=tensor([4, 1, 3, 5, 2, 6]), batch_sizes=tensor([3, 2, 1]), "
        + "sorted_indices=tensor([2, 0, 1]), unsorted_indices=tensor([1, 2, 0]))")
    let (restored, lengths) = padPackedSequence(packed, batchFirst: true)
    #expect(restored.equal(padded) && lengths.array(of: Int.self) == [2, 1, 3])
    #expect(unpackSequence(packed).map { $0.array(of: Int.self) } == [[1, 2], [3], [4, 5, 6]])
    let wide = padPackedSequence(packed, paddingValue: 7, totalLength: 5).padded
    #expect(wide.array(of: Int.self) == [1, 3, 4, 2, 7, 5, 7, 7, 6, 7, 7, 7, 7, 7, 7])
    #expect(packed.double().data.dtype == .float64 && packed.long().data === packed.data)
  }

  @Test("padding stands behind the elements, or before them, and is cut off again")
  func padding() {
    let sequences = [Tensor([1, 2]), Tensor([3])]
    #expect(padSequence(sequences).array(of: Int.self) == [1, 3, 2, 0])
    #expect(padSequence(sequences, batchFirst: true, paddingValue: 9).array(of: Int.self) == [1, 2, 3, 9])
    #expect(padSequence(sequences, paddingSide: .left).array(of: Int.self) == [1, 0, 2, 3])
    let parts = unpadSequence(Tensor([[1, 2], [3, 4]]), lengths: Tensor([1, 2]))
    #expect(parts.map { $0.array(of: Int.self) } == [[1], [2, 4]])
  }

  @Test("gradients go to the elements that were packed, and twice if wanted")
  func gradients() throws {
    let x = Tensor.arange(6.0).view([3, 2]).clone().to(.float64).requiresGrad_()
    let packed = packPaddedSequence(x, lengths: [3, 1])
    #expect(packed.data.gradFn!.name == "PackPaddedSequenceBackward0")
    try (packed.data * packed.data).sum().backward()
    #expect(x.grad!.array(of: Double.self) == [0, 2, 4, 0, 8, 0])
    #expect(try gradgradcheck({ padPackedSequence(packPaddedSequence($0 * $0, lengths: [3, 1])).padded.weightedSum }, x))
  }

  @Test("an LSTM's outputs of packed sequences are packed alike, with hooks around it")
  func lstm() {
    let lstm = LSTM(2, 2).filled()
    var seen: [[Int]] = []
    lstm.registerForwardHook { _, inputs, output in seen += [inputs[0].shape, output.shape] }
    let sequences = [2, 4, 1, 2].map { length in
      Tensor.stack([Tensor.arange(Double(length)), Tensor.arange(Double(length)) + 1.1], dim: 1).sin()
    }
    let (output, (hidden, cell)) = lstm(packSequence(sequences, enforceSorted: false))
    #expect(output.unsortedIndices!.array(of: Int.self) == [1, 0, 3, 2] && seen == [[9, 2], [9, 2]])
    #expect(
      hidden.isClose(to: [-0.40657783, 0.14020747, -0.33275858, -0.19377212, -0.25127897, 0.06683601, -0.40657783, 0.14020747]))
    #expect(
      cell.isClose(to: [-0.66869235, 0.24384893, -0.67004538, -0.25042409, -0.42850575, 0.112255, -0.66869235, 0.24384893]))
    let (padded, lengths) = padPackedSequence(output, batchFirst: true, paddingValue: -1, totalLength: 5)
    #expect(lengths.array(of: Int.self) == [2, 4, 1, 2])
    #expect(
      padded[1].isClose(to: [
        -0.25127897, 0.06683601, -0.40657783, 0.14020747, -0.41892868, 0.0091277, -0.33275858, -0.19377212, -1, -1,
      ]))
  }
}
