import Autograd

extension Mistake {
  private static var matrix: Tensor { Tensor.zeros(3, 4) }
  private static var vector: Tensor { Tensor.zeros(6) }
  private static var images: Tensor { Tensor.zeros(1, 4, 6, 6) }
  private static var nowhere: Tensor { Tensor.zeros(2, 3, device: .meta) }

  /// Words of a run of PyTorch 2.15.
  static let rearranging: [Mistake] = [
    Mistake("too few repetitions", "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor") {
      _ = matrix.repeat(2)
    },
    Mistake("repetitions below 0", "Trying to create tensor with negative dimension -3: [-3, 8]") { _ = matrix.repeat(-1, 2) },
    Mistake("repetitions of each below 0", "Repeats must be non-negative") { _ = matrix.repeatInterleave(-1) },
    Mistake(
      "as many repetitions as there are not",
      "repeats must have the same size as input along dim, but got repeats.size(0) = 2 and input.size(0) = 3"
    ) { _ = matrix.repeatInterleave(Tensor([1, 2]), dim: 0) },
    Mistake("a dimension flipped twice", "dim 0 appears multiple times in the list of dims") { _ = matrix.flip(0, 0) },
    Mistake("shifts without dimensions", "shifts and dimensions must align. shifts: 2, dims:1") { _ = matrix.roll([1, 2], dims: [0]) },
    Mistake("a turn in no plane", "expected rotation dims to be different, but got dim0 = 0 and dim1 = 0") {
      _ = matrix.rot90(1, dims: [0, 0])
    },
    Mistake("the trace of a vector", "trace: expected a matrix, but got tensor with dim 1") { _ = vector.trace() },
    Mistake("the transpose of a vector's matrices", "tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.") {
      _ = vector.mT
    },
    Mistake("grids of unlike dtypes", "meshgrid expects all tensors to have the same dtype") {
      _ = Tensor.meshgrid([vector, Tensor([1])])
    },
    Mistake("nothing joined", "torch.cat(): expected a non-empty list of Tensors") { _ = Tensor.cat([]) },
    Mistake("stacked shapes that differ", "stack expects each tensor to be equal size, but got [3, 4] at entry 0 and [6] at entry 1") {
      _ = Tensor.stack([matrix, vector])
    },
    Mistake(
      "joined in a place that an input shows",
      "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone()"
    ) {
      let x = matrix
      Tensor.cat([x[0..<1], x[1..<2]], out: x[0..<2])
    },
    Mistake(
      "parts that do not fill",
      "split_with_sizes expects split_sizes to sum exactly to 3 (input tensor's size at dimension 0), but got split_sizes=[1, 1]"
    ) { _ = matrix.split([1, 1]) },
    Mistake("no parts", "number of sections must be larger than 0, got 0") { _ = matrix.tensorSplit(0) },
    Mistake(
      "unequal parts",
      "torch.hsplit attempted to split along dimension 1, but the size of the dimension 4 is not divisible by the split_size 3!"
    ) { _ = matrix.hsplit(3) },
    Mistake("moved to one place", "movedim: repeated dim in `destination` ([0, 0])") { _ = matrix.movedim([0, 1], [0, 0]) },
    Mistake(
      "unflattened to another count", "unflatten: Provided sizes [2, 2] don't multiply up to the size of dim 0 (6) in the input tensor"
    ) {
      _ = vector.unflatten(0, [2, 2])
    },
    Mistake("a window too large", "maximum size for tensor at dimension 0 is 6 but size is 7") { _ = vector.unfold(0, 7, 1) },
    Mistake("summed to what it does not come from", "size {[2, 4]} is not expandable to size {[3, 4]}.") { _ = matrix.sumToSize(2, 4) },
    Mistake("a resized leaf", "cannot resize variables that require grad") { Tensor.zeros([2], requiresGrad: true).resize_(3) },
    Mistake("shared memory that would have to grow", "Trying to resize storage that is not resizable") {
      Tensor.from(sharing: SharedArray<Float>([1])).resize_(3)
    },
    Mistake("an odd padding", "Padding length must be divisible by 2") { _ = matrix.pad([1]) },
    Mistake(
      "a mirror too far away",
      "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (4, 1) at dimension 1 of input [3, 4]"
    ) { _ = matrix.pad([4, 1], mode: .reflect) },
    Mistake("nothing left", "Calculated output H: 8 W: -2 must be >= 1 in every dimension (input H: 6, W: 6)") {
      _ = images.pad([-4, -4, 1, 1], mode: .replicate)
    },
    Mistake("around more than once", "Padding value causes wrapping around more than once.") { _ = matrix.pad([1, 5], mode: .circular) },
    Mistake("groups that do not divide", "Number of channels must be divisible by groups. Got 4 channels and 3 groups.") {
      _ = images.channelShuffle(3)
    },
    Mistake("a step of nothing", "step must be nonzero") { _ = Tensor.arange(0, 5, 0) },
    Mistake("a range without an end", "unsupported range: 0 -> inf") { _ = Tensor.arange(Double.infinity) },
    Mistake("a number too large for its dtype", "value cannot be converted to type uint8_t without overflow") {
      _ = Tensor.full([2], 300, dtype: .uint8)
    },
    Mistake("a size below 0", "Trying to create tensor with negative dimension -1: [-1]") { _ = Tensor.ones(-1) },
    Mistake("zeros of a size below 0", "zeros: Dimension size must be non-negative.") { _ = Tensor.zeros(-1) },
    Mistake("channels last of a matrix", "required rank 4 tensor to use channels_last format") {
      _ = matrix.contiguous(memoryFormat: .channelsLast)
    },
    Mistake("a number of what has no data", "Tensor.item() cannot be called on meta tensors") { _ = nowhere.sum().item() },
    Mistake("data of what has none", "Cannot copy out of meta tensor; no data!") { _ = nowhere.cpu() },
    Mistake("a copy of what has no data", "Cannot copy out of meta tensor; no data!") { Tensor.zeros(2, 3).copy_(nowhere) },
    Mistake("data beside none", "Tensor on device cpu is not on the expected device meta!") { _ = nowhere + Tensor.zeros(2, 3) },
    Mistake("none beside data", "Tensor on device meta is not on the expected device cpu!") { _ = Tensor.zeros(2, 3) + nowhere },
    Mistake("data joined to none", "Tensor on device cpu is not on the expected device meta!") {
      _ = Tensor.cat([nowhere, Tensor.zeros(2, 3)])
    },
  ]
}
