import Glibc

extension Tensor {
  /// The negative log probability of a sequence of labels under one of longer, unaligned predictions: connectionist temporal classification,
  /// Graves et al. (2006). PyTorch's `nn.functional.ctc_loss`, on the log probabilities.
  ///
  /// This tensor has the shape (T, N, C), or (T, C) for one sequence, float32 or float64, and holds the results of `logSoftmax`: as in
  /// PyTorch, the gradient takes for granted that they are.
  ///
  /// - Parameters:
  ///   - targets: Labels (int64 or int32), of shape (N, S), or those of all sequences one after the other.
  ///   - inputLengths: How many of the predictions count in each sequence.
  ///   - targetLengths: How many of the labels count in each.
  ///   - blank: The class that stands for no label.
  ///   - reduction: `.mean` divides each loss by its target's length first.
  ///   - zeroInfinity: Whether a target that can't be reached, being longer than its input, counts 0, and not infinity.
  public final func ctcLoss(
    _ targets: Tensor, inputLengths: [Int], targetLengths: [Int], blank: Int = 0, reduction: LossReduction = .mean,
    zeroInfinity: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim == 2 {
      let batched = unsqueeze(1).ctcLoss(
        targets.dim == 1 ? targets.unsqueeze(0) : targets, inputLengths: inputLengths, targetLengths: targetLengths, blank: blank,
        reduction: reduction, zeroInfinity: zeroInfinity, file: file, line: line)
      return reduction == .none ? batched.squeeze(0) : batched
    }
    let labels = CTCLabels(targets, inputLengths, targetLengths, blank, of: self, at: site)
    var losses = noGrad { CTCAlignment(self, labels).losses() }.recorded("CtcLossBackward0", inputs: [self], saving: [self]) { s, g in
      [g.ctcGradient(of: s[0], labels, zeroInfinity: zeroInfinity)]
    }
    if zeroInfinity { losses = Tensor.where(losses.eq(Double.infinity), 0, losses) }
    if reduction == .mean {
      let lengths = Tensor(targetLengths.map { Double(Swift.max($0, 1)) }, dtype: dtype)
      return losses.div(lengths, file: file, line: line).mean(file: file, line: line)
    }
    return losses.reduced(reduction, file: file, line: line)
  }

  /// From this gradient of the losses, that of the log probabilities.
  private final func ctcGradient(of logProbabilities: Tensor, _ labels: CTCLabels, zeroInfinity: Bool) -> Tensor {
    let result = noGrad { CTCAlignment(logProbabilities, labels).gradient(self, zeroInfinity: zeroInfinity) }
    let inputs = [self, logProbabilities]
    if Tensor.isRecorded(inputs) { result.setHistory(RefusingNode(operation: "_ctc_loss_backward", inputs: inputs)) }
    return result
  }
}

/// The labels of each sequence of a batch, checked.
private struct CTCLabels: Sendable {
  let sequences: [[Int]]
  let inputLengths: [Int]
  let blank: Int

  init(
    _ targets: Tensor, _ inputLengths: [Int], _ targetLengths: [Int], _ blank: Int, of predictions: Tensor, at site: CallSite
  ) {
    let check = "(while checking arguments for ctc_loss_allocate_outputs)"
    if !predictions.dtype.isFloatingPoint || predictions.dtype.byteCount == 2 {
      fail("\"ctc_loss_cpu\" not implemented for '\(predictions.dtype.scalarTypeName)'", at: site)
    }
    if predictions.dim != 3 {
      fail("Expected 3-dimensional tensor, but got \(predictions.dim)-dimensional tensor for argument #1 'log_probs' \(check)", at: site)
    }
    let (steps, batch, classes) = (predictions.sizes[0], predictions.sizes[1], predictions.sizes[2])
    if !(0..<classes).contains(blank) { fail("blank must be in label range", at: site) }
    if inputLengths.count != batch { fail("input_lengths must be of size batch_size", at: site) }
    if targetLengths.count != batch { fail("target_lengths must be of size batch_size", at: site) }
    for length in targetLengths where length < 0 {
      fail("Expected target_lengths to have value at least 0, but got value \(length) \(check)", at: site)
    }
    for length in inputLengths where length < 0 {
      fail("Expected input_lengths to have value at least 0, but got value \(length) \(check)", at: site)
    }
    for length in inputLengths where length > steps {
      fail("Expected input_lengths to have value at most \(steps), but got value \(length) \(check)", at: site)
    }
    let all = targets.detach().array(of: Int.self)
    var starts: [Int] = []
    if targets.dim == 1 {
      let total = targetLengths.reduce(0, +)
      if targets.sizes[0] != total {
        fail(
          "Expected tensor to have size \(total) at dimension 0, but got size \(targets.sizes[0]) for argument #2 'targets' \(check)",
          at: site)
      }
      starts = targetLengths.reduce(into: [0]) { $0.append($0.last! + $1) }
    } else {
      let longest = targetLengths.max() ?? 0
      if targets.dim != 2 || targets.sizes[0] != batch {
        fail("Expected tensor to have size \(batch) at dimension 0 and 2 dimensions for argument #2 'targets' \(check)", at: site)
      }
      if targets.sizes[1] < longest {
        fail(
          "Expected tensor to have size at least \(longest) at dimension 1, but got size \(targets.sizes[1]) for argument #2 'targets' \(check)",
          at: site)
      }
      starts = (0..<batch).map { $0 * targets.sizes[1] }
    }
    sequences = (0..<batch).map { Array(all[starts[$0]..<starts[$0] + targetLengths[$0]]) }
    for label in sequences.joined() where !(0..<classes).contains(label) {
      fail("target \(label) is out of the range of the \(classes) classes", at: site)
    }
    self.inputLengths = inputLengths
    self.blank = blank
  }

  /// The labels of a sequence with blanks between and around them.
  func augmented(_ n: Int) -> [Int] {
    var result = [blank]
    for label in sequences[n] { result += [label, blank] }
    return result
  }
}

/// The alignments of labels with predictions, summed over by forward and backward recursion, in logarithms.
private struct CTCAlignment {
  private let labels: CTCLabels
  private let predictions: [Double]
  private let dtype: DType
  private let (steps, batch, classes): (Int, Int, Int)

  init(_ logProbabilities: Tensor, _ labels: CTCLabels) {
    self.labels = labels
    predictions = logProbabilities.detach().array(of: Double.self)
    dtype = logProbabilities.dtype
    (steps, batch, classes) = (logProbabilities.sizes[0], logProbabilities.sizes[1], logProbabilities.sizes[2])
  }

  private func prediction(_ t: Int, _ n: Int, _ label: Int) -> Double { predictions[(t * batch + n) * classes + label] }

  func losses() -> Tensor { Tensor((0..<batch).map { loss(of: forward($0), $0) }, dtype: dtype) }

  /// For each step and each augmented label the log probability of the alignments that are there then.
  private func forward(_ n: Int) -> [[Double]] { recursion(labels.augmented(n), n, steps: Array(0..<labels.inputLengths[n])) }

  /// The same from the end, the step itself counted.
  private func backward(_ n: Int) -> [[Double]] {
    let rows = recursion(labels.augmented(n).reversed(), n, steps: (0..<labels.inputLengths[n]).reversed())
    return rows.reversed().map { $0.reversed() }
  }

  private func recursion(_ path: [Int], _ n: Int, steps: [Int]) -> [[Double]] {
    var rows: [[Double]] = []
    for t in steps {
      var row = [Double](repeating: -.infinity, count: path.count)
      for s in path.indices {
        guard let last = rows.last else {
          if s < 2 { row[s] = prediction(t, n, path[s]) }
          continue
        }
        var terms = [last[s]]
        if s > 0 { terms.append(last[s - 1]) }
        // A blank may be left out between labels that differ.
        if s > 1 && path[s] != labels.blank && path[s] != path[s - 2] { terms.append(last[s - 2]) }
        row[s] = Self.logSum(terms) + prediction(t, n, path[s])
      }
      rows.append(row)
    }
    return rows
  }

  private func loss(of rows: [[Double]], _ n: Int) -> Double {
    guard let last = rows.last else { return labels.sequences[n].isEmpty ? 0 : .infinity }
    return -Self.logSum(Array(last.suffix(2)))
  }

  /// The gradient of the losses, times `factors`.
  func gradient(_ factors: Tensor, zeroInfinity: Bool) -> Tensor {
    let factors = factors.detach().array(of: Double.self)
    var result = [Double](repeating: 0, count: predictions.count)
    for n in 0..<batch {
      let (ahead, back) = (forward(n), backward(n))
      let loss = loss(of: ahead, n)
      if zeroInfinity && loss == .infinity { continue }
      let path = labels.augmented(n)
      for t in ahead.indices {
        var shares = [Double](repeating: -.infinity, count: classes)
        for s in path.indices { shares[path[s]] = Self.logSum([shares[path[s]], ahead[t][s] + back[t][s]]) }
        for c in 0..<classes {
          let value = prediction(t, n, c)
          // Both recursions hold the step's own prediction.
          let share = shares[c] == -.infinity ? 0 : exp(shares[c] + loss - value)
          result[(t * batch + n) * classes + c] = (exp(value) - share) * factors[n]
        }
      }
    }
    return Tensor(result, dtype: dtype).view([steps, batch, classes])
  }

  private static func logSum(_ terms: [Double]) -> Double {
    let largest = terms.max()!
    if largest == -.infinity { return largest }
    return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
  }
}
