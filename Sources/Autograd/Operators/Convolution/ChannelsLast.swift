/// Images whose channels lie side by side in memory: PyTorch's `channels_last`.
extension Tensor {
  /// Whether a batch of sequences, images or volumes steps from channel to channel before all else. As in PyTorch the strides need only be
  /// in that order, gaps do not matter, and what could be either is not.
  final var hasChannelsLast: Bool {
    if dim < 3 || dim > 5 || steps[1] == 0 { return false }
    var least = 0
    for d in [1] + (2..<dim).reversed() + [0] {
      if sizes[d] == 0 || steps[d] < least { return false }
      if d == 0 && least == steps[1] { return false }
      least = steps[d] * Swift.max(sizes[d], 1)
    }
    return true
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
