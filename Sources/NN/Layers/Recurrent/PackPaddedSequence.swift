import Autograd

/// Takes padded sequences apart into steps without padding, as one node of the graph.
struct PackPaddedSequence: LibraryFunction {
  /// How many sequences have each step.
  let batchSizes: [Int]
  let batchFirst: Bool
  /// How many steps there are with the padding.
  let paddedLength: Int

  /// - Parameter paddedLength: That of the longest sequence, if left out.
  init(batchSizes: [Int], batchFirst: Bool, paddedLength: Int? = nil) {
    self.batchSizes = batchSizes
    self.batchFirst = batchFirst
    self.paddedLength = paddedLength ?? batchSizes.count
  }

  /// - Parameter shape: That of the padded sequences.
  init(lengths: [Int], batchFirst: Bool, shape: [Int], at site: CallSite) {
    if shape.count < 2 {
      fail("Dimension out of range (expected to be in range of [\(-shape.count), \(shape.count - 1)], but got 1)", at: site)
    }
    if shape.contains(0) { fail("Cannot pack empty tensors.", at: site) }
    let batch = shape[batchFirst ? 0 : 1]
    if lengths.count != batch {
      fail("Expected `len(lengths)` to be equal to batch_size, but got \(lengths.count) (batch_size=\(batch))", at: site)
    }
    if lengths.contains(where: { $0 <= 0 }) {
      fail("Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0", at: site)
    }
    if zip(lengths, lengths.dropFirst()).contains(where: <) {
      fail(
        "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to "
          + "pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.", at: site)
    }
    let length = shape[batchFirst ? 1 : 0]
    if lengths[0] > length {
      fail("Expected no length above that of the input, but got \(lengths[0]) (length of the input: \(length))", at: site)
    }
    let batchSizes = (0..<lengths[0]).map { step in lengths.prefix { $0 > step }.count }
    self.init(batchSizes: batchSizes, batchFirst: batchFirst, paddedLength: length)
  }

  /// The length of each sequence.
  var lengths: [Int] { (0..<(batchSizes.first ?? 0)).map { place in batchSizes.prefix { $0 > place }.count } }

  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
    let steps = batchFirst ? inputs[0].transpose(0, 1) : inputs[0]
    return [Tensor.cat(runs.map { run in part(steps, run).flatten(0, 1) })]
  }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) -> [Tensor?] {
    [padded(gradOutputs[0]!, value: 0)]
  }

  /// The rows of packed sequences, padded.
  func padded(_ data: Tensor, value: Double) -> Tensor {
    let shape = [paddedLength, batchSizes.first ?? 0] + data.shape.dropFirst()
    let steps = Tensor.full(shape, value, dtype: data.dtype, device: data.device)
    for run in runs {
      let rows = data.narrow(0, run.firstRow, run.stepCount * run.batchSize)
      part(steps, run).copy_(rows.unflatten(0, [run.stepCount, run.batchSize]))
    }
    return batchFirst ? steps.transpose(0, 1) : steps
  }

  private func part(_ steps: Tensor, _ run: Run) -> Tensor {
    steps.narrow(0, run.firstStep, run.stepCount).narrow(1, 0, run.batchSize)
  }

  /// Steps that the same sequences have.
  private struct Run {
    let firstStep: Int
    let firstRow: Int
    let batchSize: Int
    var stepCount = 1
  }

  private var runs: [Run] {
    var runs: [Run] = []
    var row = 0
    for (step, size) in batchSizes.enumerated() {
      if let last = runs.last, last.batchSize == size {
        runs[runs.count - 1].stepCount += 1
      } else {
        runs.append(Run(firstStep: step, firstRow: row, batchSize: size))
      }
      row += size
    }
    return runs
  }
}
