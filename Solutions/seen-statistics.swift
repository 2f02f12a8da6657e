/// A batch of one column, and how the two switches stood when the layer was given it.
struct Batch {
  var mean: Double
  var isTraining: Bool
  var isRecording: Bool
}

/// What `runningMean` of a `BatchNorm1d(1)` shows after these batches, in this order.
func runningMean(after batches: [Batch]) -> Double {
  // The layer asks `training` and nothing else: a running mean is a buffer, and no gradient is needed to write it. Nine tenths of the old
  // value stay, one tenth of the batch's mean comes in.
  batches.filter(\.isTraining).reduce(0) { 0.9 * $0 + 0.1 * $1.mean }
}
