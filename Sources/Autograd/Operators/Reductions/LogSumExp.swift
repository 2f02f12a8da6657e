import CKernels

extension Tensor {
  /// The logarithm of the sum of e to the power of each element, along some dimensions: PyTorch's `logsumexp`. Integers give float32.
  ///
  ///     Tensor([1000.0, 1000.0]).logsumexp(0)  // tensor(1000.6932)
  public final func logsumexp(
    _ dims: [Int], keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if !dtype.isFloatingPoint { return to(.float32).logsumexp(dims, keepdim: keepdim, file: file, line: line) }
    let reduction = Reduction(self, dims, at: CallSite(file, line))
    let wide: DType = dtype == .float64 ? .float64 : .float32
    let output = reduction.logSumExp(wide).converted(to: dtype).shaped(reduction.sizes(keepdim: keepdim))
    let isReduced = reduction.isReduced
    return output.recorded("LogsumexpBackward0", inputs: [self], saving: [self], savesOutput: true) { s, g in
      [g.restored(isReduced, keepdim: keepdim).mul(s[0].sub(s[1].restored(isReduced, keepdim: keepdim)).exp())]
    }
  }

  /// The logarithm of the sum of e to the power of each element, along one dimension: PyTorch's `logsumexp`.
  public final func logsumexp(
    _ dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { logsumexp([dim], keepdim: keepdim, file: file, line: line) }
}

extension Reduction {
  /// Outside of the graph: row-major over the dimensions that stay, in the dtype in which it is computed.
  fileprivate func logSumExp(_ wide: DType) -> Tensor {
    let kept = sizes(keepdim: false)
    let output = Tensor.empty(kept, wide, input.device)
    if output.isMeta { return output }
    if input.numel == 0 {
      output.write(Tensor(number: .double(-.infinity)))
      return output
    }
    // The reduced dimensions side by side: as they are, or moved to the end.
    let dims = self.dims
    let isTogether = zip(dims, dims.dropFirst()).allSatisfy { $0 + 1 == $1 }
    var source = input.converted(to: wide)
    var outer = kept.product
    if isTogether, let first = dims.first {
      source = source.rowMajor
      outer = input.sizes.array[..<first].reduce(1, *)
    } else if !dims.isEmpty {
      for (moved, d) in dims.enumerated() { source = source.movingToLast(d - moved) }
      source = source.rowMajor
    } else {
      source = source.rowMajor
    }
    let run = gb_log_sum_exp(wide.kernel)!
    let (target, from, size, length) = (output.bytes, source.bytes, wide.byteCount, reducedCount)
    let inner = kept.product / outer
    RowsAlong([outer, length, inner], 1).forEach(of: wide) { offset, length, step, columns in
      let (row, column) = (offset / size / (length * inner), offset / size % inner)
      run(target + (row * inner + column) * size, from + offset, length, step, columns)
    }
    return output
  }
}
