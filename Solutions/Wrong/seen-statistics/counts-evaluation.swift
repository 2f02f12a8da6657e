// fails: batches in evaluation between them
// fails: both switches
// says: eval() is what stops batch norm from learning
struct Batch {
  var mean: Double
  var isTraining: Bool
  var isRecording: Bool
}

func runningMean(after batches: [Batch]) -> Double {
  batches.reduce(0) { 0.9 * $0 + 0.1 * $1.mean }
}
