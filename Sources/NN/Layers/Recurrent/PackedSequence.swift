import Autograd

/// Sequences of different lengths in one tensor, step by step and without padding: PyTorch's `nn.utils.rnn.PackedSequence`. What `RNN`,
/// `LSTM` and `GRU` take besides tensors.
///
///     let packed = packSequence([Tensor([1, 2, 3]), Tensor([4, 5]), Tensor([6])])
///     print(packed.data, packed.batchSizes)  // tensor([1, 4, 6, 2, 5, 3]) tensor([3, 2, 1])
public struct PackedSequence {
  /// The elements: those of the first step, of the longest sequence first, then those of the second, ... (rows, *).
  public let data: Tensor
  /// How many sequences have each step: int64, never growing.
  public let batchSizes: Tensor
  /// Which sequence stands at each place, if they were sorted to be packed.
  public let sortedIndices: Tensor?
  /// At which place each sequence stands, if they were sorted to be packed.
  public let unsortedIndices: Tensor?

  /// A packed batch of its parts.
  ///
  /// - Parameters:
  ///   - data: The elements, step by step.
  ///   - batchSizes: How many sequences have each step.
  ///   - sortedIndices: Which sequence stands at each place; nil where they were not sorted.
  ///   - unsortedIndices: The inverse of `sortedIndices`, which is computed if it is left out.
  public init(data: Tensor, batchSizes: Tensor, sortedIndices: Tensor? = nil, unsortedIndices: Tensor? = nil) {
    self.data = data
    self.batchSizes = batchSizes
    self.sortedIndices = sortedIndices
    self.unsortedIndices = unsortedIndices ?? sortedIndices.map(invertPermutation)
  }

  /// The same sequences with other elements.
  func with(_ data: Tensor) -> PackedSequence {
    PackedSequence(data: data, batchSizes: batchSizes, sortedIndices: sortedIndices, unsortedIndices: unsortedIndices)
  }

  /// With elements of another dtype: PyTorch's `to(dtype)`.
  public func to(_ dtype: DType) -> PackedSequence { with(data.to(dtype)) }

  /// With elements of float32.
  public func float() -> PackedSequence { to(.float32) }

  /// With elements of float64.
  public func double() -> PackedSequence { to(.float64) }

  /// With elements of float16.
  public func half() -> PackedSequence { to(.float16) }

  /// With elements of int64.
  public func long() -> PackedSequence { to(.int64) }
}

extension PackedSequence: CustomStringConvertible {
  /// As PyTorch prints it: `PackedSequence(data=..., batch_sizes=..., sorted_indices=None, unsorted_indices=None)`.
  public var description: String {
    "PackedSequence(data=\(data), batch_sizes=\(batchSizes), sorted_indices=\(Printed.optional(sortedIndices)), "
      + "unsorted_indices=\(Printed.optional(unsortedIndices)))"
  }
}

/// The permutation that undoes another one: PyTorch's `nn.utils.rnn.invert_permutation`.
public func invertPermutation(_ permutation: Tensor) -> Tensor {
  Tensor.emptyLike(permutation).scatter_(0, permutation, Tensor.arange(permutation.numel))
}
