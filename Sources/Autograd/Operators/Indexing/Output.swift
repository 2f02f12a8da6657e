extension Tensor {
  /// What an operator's `out:` does: this tensor takes the sizes and the values of a result, unless its memory or dtype forbids it.
  ///
  /// - Parameters:
  ///   - name: PyTorch's name of the operator, with parentheses.
  ///   - inputs: The operator's, the first of which has the result's dtype.
  ///   - mismatch: What is said of another dtype of this tensor.
  final func takeResult(
    of name: String, _ inputs: [Tensor], mismatch: @autoclosure () -> String, at site: CallSite, _ result: () -> Tensor
  ) -> Tensor {
    if Tensor.isRecorded([self] + inputs) {
      fail(
        "\(name): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.",
        at: site)
    }
    if dtype != inputs[0].dtype { fail(mismatch(), at: site) }
    MemoryOverlap.refuseInternal(self, at: site)
    for input in inputs { MemoryOverlap.refuseSharing(self, input, at: site) }
    let value = result()
    if value.sizes != sizes { adoptData(of: Tensor.empty(value.sizes, dtype, device)) }
    write(value)
    bumpVersion()
    return self
  }
}

extension MemoryOverlap {
  /// Refuses to write to a tensor whose memory an input shows, all of it or a part.
  static func refuseSharing(_ output: Tensor, _ input: Tensor, at site: CallSite?) {
    if output.storage === input.storage, output.offset == input.offset, output.sizes == input.sizes, output.numel > 0,
      output.dtype == input.dtype
    {
      fail(
        "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please "
          + "clone() the tensor before performing the operation.", at: site)
    }
    refusePartial(output, input, at: site)
  }
}
