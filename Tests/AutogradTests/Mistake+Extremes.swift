import Autograd

extension Mistake {
  /// Numbers at the edge of what an Int holds: each ended in a trap of Swift's once.
  static let extremes: [Mistake] = [
    Mistake("a square too large to count", "Storage size calculation overflowed with sizes=[2, 9223372036854775805]") {
      _ = Tensor.empty([2, .max - 2], device: .meta)
    },
    Mistake(
      "lengths whose sum wraps around to the size",
      "split_with_sizes expects split_sizes to sum exactly to 3 (input tensor's size at dimension 0), but got split_sizes="
    ) { _ = Tensor.arange(3).split([.max, .max, 5]) },
    Mistake("a turn in a plane far off", "Dimension out of range (expected to be in range of [-2, 1], but got 9223372036854775807)") {
      _ = Tensor.zeros(2, 2).rot90(1, dims: [.max, .min])
    },
    Mistake("expanded to a size below zero", "numel: integer multiplication overflow") { _ = Tensor.ones(1).expand(-2) },
    Mistake("expanded to the smallest of all sizes", "numel: integer multiplication overflow") { _ = Tensor.ones(1).expand(.min) },
    Mistake("more windows than an Int counts", "numel: integer multiplication overflow") {
      _ = Tensor.empty([.max], dtype: .uint8, device: .meta).unfold(0, 0, 1)
    },
    Mistake("an index behind two ellipses", "Dimension out of range (expected to be in range of [-2, 1], but got 2)") {
      _ = Tensor.zeros(2, 3)[.ellipsis, .ellipsis, 0] as Tensor
    },
    Mistake("a list behind two ellipses", "too many indices for tensor of dimension 2 (got 3)") {
      _ = Tensor.zeros(2, 3)[.ellipsis, .ellipsis, [0]] as Tensor
    },
  ]
}
