// fails: batches in training
// says: Old and new value have changed places
struct Batch {
  var mean: Double
  var isTraining: Bool
  var isRecording: Bool
}

func runningMean(after batches: [Batch]) -> Double {
  batches.filter(\.isTraining).reduce(0) { 0.1 * $0 + 0.9 * $1.mean }
}
