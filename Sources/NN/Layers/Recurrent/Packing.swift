import Autograd

/// Packs sequences that were padded to one length: PyTorch's `nn.utils.rnn.pack_padded_sequence`.
///
///     let padded = Tensor([[1, 2, 0], [3, 0, 0], [4, 5, 6]])
///     let packed = packPaddedSequence(padded, lengths: [2, 1, 3], batchFirst: true, enforceSorted: false)
///     print(packed.data)  // tensor([4, 1, 3, 5, 2, 6])
///
/// - Parameters:
///   - input: (T, N, *), or (N, T, *) with `batchFirst`.
///   - lengths: Of each sequence, above 0.
///   - batchFirst: Whether the batch is the first dimension, and not the second.
///   - enforceSorted: Whether the longest sequence must come first; else they are sorted, and what a layer gives of them is put back in
///     their order.
/// - Precondition: There is a length for each sequence, and they get no longer where `enforceSorted` is set.
public func packPaddedSequence(
  _ input: Tensor, lengths: [Int], batchFirst: Bool = false, enforceSorted: Bool = true, file: StaticString = #filePath,
  line: UInt = #line
) -> PackedSequence {
  let site = CallSite(file, line)
  let batchDim = batchFirst ? 0 : 1
  var (input, lengths) = (input, lengths)
  var sortedIndices: Tensor?
  if !enforceSorted {
    let (sorted, places) = Tensor(lengths, dtype: .int64).sort(descending: true)
    lengths = sorted.array(of: Int.self)
    input = input.indexSelect(batchDim, places, file: file, line: line)
    sortedIndices = places
  }
  let packing = PackPaddedSequence(lengths: lengths, batchFirst: batchFirst, shape: input.shape, at: site)
  let data = CallSite(file, line).callingLayer { packing.apply(input)[0] }
  return PackedSequence(data: data, batchSizes: Tensor(packing.batchSizes, dtype: .int64), sortedIndices: sortedIndices)
}

/// Packs sequences that were padded to one length, which a tensor of integers tells: PyTorch's `nn.utils.rnn.pack_padded_sequence`.
///
/// - Parameters:
///   - input: (T, N, *), or (N, T, *) with `batchFirst`.
///   - lengths: Of each sequence, above 0: (N).
///   - batchFirst: Whether the batch is the first dimension, and not the second.
///   - enforceSorted: Whether the longest sequence must come first.
public func packPaddedSequence(
  _ input: Tensor, lengths: Tensor, batchFirst: Bool = false, enforceSorted: Bool = true, file: StaticString = #filePath,
  line: UInt = #line
) -> PackedSequence {
  let whole = lengths.to(.int64)
  if whole.dim != 1 || whole.device != .cpu {
    fail(
      "'lengths' argument should be a 1D CPU int64 tensor, but got \(whole.dim)D \(whole.device) Long tensor", at: CallSite(file, line))
  }
  return packPaddedSequence(
    input, lengths: whole.array(of: Int.self), batchFirst: batchFirst, enforceSorted: enforceSorted, file: file, line: line)
}

/// Packs sequences: PyTorch's `nn.utils.rnn.pack_sequence`.
///
/// - Parameters:
///   - sequences: (L, *) each.
///   - enforceSorted: Whether the longest sequence must come first; else they are sorted.
public func packSequence(
  _ sequences: [Tensor], enforceSorted: Bool = true, file: StaticString = #filePath, line: UInt = #line
) -> PackedSequence {
  packPaddedSequence(
    padSequence(sequences, file: file, line: line), lengths: sequences.map { $0.size(0) }, enforceSorted: enforceSorted, file: file,
    line: line)
}

/// Pads packed sequences to one length, and tells their lengths: PyTorch's `nn.utils.rnn.pad_packed_sequence`. They come in the order that
/// they had before they were packed.
///
/// - Parameters:
///   - sequence: What a recurrent layer gave, or a packing function.
///   - batchFirst: Whether the result has the form (N, T, *), and not (T, N, *).
///   - paddingValue: What stands behind the end of a sequence.
///   - totalLength: To which length; that of the longest sequence, if left out.
/// - Precondition: No sequence is longer than `totalLength`.
public func padPackedSequence(
  _ sequence: PackedSequence, batchFirst: Bool = false, paddingValue: Double = 0, totalLength: Int? = nil,
  file: StaticString = #filePath, line: UInt = #line
) -> (padded: Tensor, lengths: Tensor) {
  let batchSizes = sequence.batchSizes.array(of: Int.self)
  let longest = batchSizes.count
  if let totalLength, totalLength < longest {
    fail(
      "Expected total_length to be at least the length of the longest sequence in input, but got total_length=\(totalLength) and max "
        + "sequence length being \(longest)", at: CallSite(file, line))
  }
  let packing = PackPaddedSequence(batchSizes: batchSizes, batchFirst: batchFirst, paddedLength: totalLength)
  let padded = packing.padded(sequence.data, value: paddingValue)
  let lengths = Tensor(packing.lengths, dtype: .int64)
  guard let order = sequence.unsortedIndices else { return (padded, lengths) }
  return (padded.indexSelect(batchFirst ? 0 : 1, order), lengths.indexSelect(0, order))
}

/// The sequences of a packed batch, in the order that they had before: PyTorch's `nn.utils.rnn.unpack_sequence`.
public func unpackSequence(_ packed: PackedSequence) -> [Tensor] {
  let (padded, lengths) = padPackedSequence(packed, batchFirst: true)
  return unpadSequence(padded, lengths: lengths, batchFirst: true)
}
