// fails: both switches
// says: You asked whether recording was on
struct Batch {
  var mean: Double
  var isTraining: Bool
  var isRecording: Bool
}

func runningMean(after batches: [Batch]) -> Double {
  batches.filter(\.isRecording).reduce(0) { 0.9 * $0 + 0.1 * $1.mean }
}
