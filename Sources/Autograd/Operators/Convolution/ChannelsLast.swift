/// Images whose channels lie side by side in memory: PyTorch's `channels_last`.
extension Tensor {
  /// Whether this is a batch of images laid out so, and not row-major as well.
  final var hasChannelsLast: Bool {
    if dim != 4 && dim != 5 || isRowMajor || numel == 0 { return false }
    let expected = sizes.channelsLastStrides
    return sizes.indices.allSatisfy { sizes[$0] == 1 || steps[$0] == expected[$0] }
  }
}

extension Dimensions {
  /// The strides of images (batch, channels, sizes...) whose channels lie side by side.
  var channelsLastStrides: Dimensions {
    var strides = self
    strides[1] = 1
    var step = self[1]
    for i in (2..<count).reversed() {
      strides[i] = step
      step *= self[i]
    }
    strides[0] = step
    return strides
  }
}
