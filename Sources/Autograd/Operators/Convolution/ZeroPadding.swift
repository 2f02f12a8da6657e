extension Tensor {
  /// With zeros before and after the last dimensions, one number for each.
  final func paddedWithZeros(before: [Int], after: [Int]) -> Tensor {
    let (original, first) = (sizes, dim - before.count)
    var (padded, start) = (sizes, 0)
    for i in before.indices { padded[first + i] += before[i] + after[i] }
    let output = newZeros(padded.array)
    for i in before.indices { start += before[i] * output.steps[first + i] }
    output.alias(sizes: sizes, strides: output.steps, offset: start).write(self)
    return output.recorded("ConstantPadNdBackward0", inputs: [self]) { _, g in
      [before.indices.reduce(g) { $0.narrow(first + $1, before[$1], original[first + $1]) }]
    }
  }
}
