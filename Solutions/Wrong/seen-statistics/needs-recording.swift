// fails: both switches
// says: it moves whether a graph is recorded or not
struct Batch {
  var mean: Double
  var isTraining: Bool
  var isRecording: Bool
}

func runningMean(after batches: [Batch]) -> Double {
  var mean = 0.0
  for batch in batches where batch.isTraining && batch.isRecording {
    mean = 0.9 * mean + 0.1 * batch.mean
  }
  return mean
}
