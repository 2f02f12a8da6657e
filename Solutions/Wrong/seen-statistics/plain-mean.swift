// fails: batches in training
// says: This is the plain mean of the batches
struct Batch {
  var mean: Double
  var isTraining: Bool
  var isRecording: Bool
}

func runningMean(after batches: [Batch]) -> Double {
  let means = batches.filter(\.isTraining).map(\.mean)
  return means.reduce(0, +) / Double(means.count)
}
