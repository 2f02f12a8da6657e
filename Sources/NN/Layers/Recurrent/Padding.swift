import Autograd

/// On which side of a sequence padding stands.
public enum PaddingSide: String, Sendable {
  /// Before its first element.
  case left
  /// Behind its last element.
  case right

  /// By PyTorch's name: `left`, `right`.
  public init(_ name: String, file: StaticString = #filePath, line: UInt = #line) {
    guard let side = Self(rawValue: name) else {
      fail("Expected padding_side to be one of left or right, but got \(name).", at: CallSite(file, line))
    }
    self = side
  }
}

/// Sequences of different lengths in one tensor, padded to the longest: PyTorch's `nn.utils.rnn.pad_sequence`.
///
///     padSequence([Tensor([1, 2]), Tensor([3])], batchFirst: true)  // tensor([[1, 2], [3, 0]])
///
/// - Parameters:
///   - sequences: (L, *) each, the rest of one shape; the dtype is that of the first.
///   - batchFirst: Whether the result has the form (N, T, *), and not (T, N, *).
///   - paddingValue: What stands where a sequence has nothing.
///   - paddingSide: On which side of a sequence that is.
public func padSequence(
  _ sequences: [Tensor], batchFirst: Bool = false, paddingValue: Double = 0, paddingSide: PaddingSide = .right,
  file: StaticString = #filePath, line: UInt = #line
) -> Tensor {
  guard let first = sequences.first else { fail("received an empty list of sequences", at: CallSite(file, line)) }
  let longest = sequences.map { $0.size(0) }.max()!
  let shape = (batchFirst ? [sequences.count, longest] : [longest, sequences.count]) + first.shape.dropFirst()
  let padded = Tensor.full(shape, paddingValue, dtype: first.dtype, device: first.device)
  for (place, sequence) in sequences.enumerated() {
    let length = sequence.size(0)
    let start = paddingSide == .right ? 0 : longest - length
    padded.select(batchFirst ? 0 : 1, place).narrow(0, start, length).copy_(sequence, file: file, line: line)
  }
  return padded
}

/// The sequences that `padSequence` padded on their right side: PyTorch's `nn.utils.rnn.unpad_sequence`.
///
/// - Parameters:
///   - padded: (T, N, *), or (N, T, *) with `batchFirst`.
///   - lengths: Of each sequence: (N), of integers.
///   - batchFirst: Whether the batch is the first dimension, and not the second.
public func unpadSequence(_ padded: Tensor, lengths: Tensor, batchFirst: Bool = false) -> [Tensor] {
  zip(padded.unbind(batchFirst ? 0 : 1), lengths.array(of: Int.self)).map { sequence, length in
    // A copy, as the selection by a mask is in PyTorch.
    sequence.narrow(0, 0, min(max(length, 0), sequence.size(0))).clone()
  }
}
