import Autograd

/// The steps of a batch of sequences, the longest first, whose rows stand one step after the other in one matrix.
struct StepOrder {
  /// How many sequences have a step; it never grows.
  let batchSizes: [Int]
  /// Whether the last step is taken first.
  let isReversed: Bool

  /// The steps in the order in which they are taken, with the first of their rows and the number of these.
  var steps: [(step: Int, first: Int, count: Int)] {
    var first = 0
    var steps: [(step: Int, first: Int, count: Int)] = []
    steps.reserveCapacity(batchSizes.count)
    for (step, count) in batchSizes.enumerated() {
      steps.append((step, first, count))
      first += count
    }
    return isReversed ? steps.reversed() : steps
  }

  /// How many sequences have the step that is taken first.
  var firstCount: Int { (isReversed ? batchSizes.last : batchSizes.first) ?? 0 }

  /// Of the results of all steps, in the order of time, those of each sequence's last one.
  func last(of results: [Tensor]) -> Tensor {
    if isReversed || firstCount == 0 { return results[0] }
    var ended: [Tensor] = []
    var count = 0
    for (size, rows) in zip(batchSizes, results).reversed() where size > count {
      ended.append(count == 0 ? rows : rows.narrow(0, count, size - count))
      count = size
    }
    return ended.count == 1 ? ended[0] : Tensor.cat(ended)
  }
}

/// What is carried from step to step for the sequences that have the step: rows of those that end are laid aside, rows of those that begin
/// come from the beginning.
struct CarriedRows {
  private let beginning: Tensor
  private var ended: [Tensor] = []
  /// Those of the step.
  var rows: Tensor

  /// Carries what the sequences begin with to a first step that so many of them have.
  init(beginning: Tensor, firstCount: Int) {
    self.beginning = beginning
    rows = firstCount < beginning.size(0) ? beginning.narrow(0, 0, firstCount) : beginning
  }

  /// Makes the rows those of a step with so many sequences.
  mutating func resize(to count: Int) {
    let present = rows.size(0)
    if count < present {
      ended.append(rows.narrow(0, count, present - count))
      rows = rows.narrow(0, 0, count)
    } else if count > present {
      rows = Tensor.cat([rows, beginning.narrow(0, present, count - present)])
    }
  }

  /// Those of all sequences: each as its last step left it.
  var all: Tensor { ended.isEmpty ? rows : Tensor.cat([rows] + ended.reversed()) }
}
