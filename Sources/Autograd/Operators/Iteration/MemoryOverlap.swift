/// Writes that would be seen where they should not.
enum MemoryOverlap {
  private static let text =
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please "
    + "clone() the tensor before performing the operation."

  /// Whether an expanded dimension shows one place several times.
  static func isInternal(_ tensor: Tensor) -> Bool {
    if tensor.isRowMajor || tensor.isNonOverlappingAndDense { return false }
    return tensor.sizes.indices.contains { tensor.steps[$0] == 0 && tensor.sizes[$0] > 1 }
  }

  /// Refuses to write to a tensor in which several elements are one place in memory, such as an expanded one.
  static func refuseInternal(_ output: Tensor, at site: CallSite?) {
    if !isInternal(output) { return }
    fail(
      "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the "
        + "tensor before performing the operation.", at: site)
  }

  /// Refuses to write to a tensor part of whose memory an input shows, but not all of it alike.
  static func refusePartial(_ output: Tensor, _ input: Tensor, at site: CallSite?) {
    if output === input || output.storage !== input.storage { return }
    if output.numel == 0 || input.numel == 0 { return }
    if !output.isNonOverlappingAndDense || !input.isNonOverlappingAndDense { return }
    let a = (begin: output.offset * output.dtype.byteCount, length: output.numel * output.dtype.byteCount)
    let b = (begin: input.offset * input.dtype.byteCount, length: input.numel * input.dtype.byteCount)
    if a.begin == b.begin && a.length == b.length {
      if output.steps == input.steps { return }
    } else if a.begin >= b.begin + b.length || b.begin >= a.begin + a.length {
      return
    }
    fail(text, at: site)
  }

  /// Refuses to write to a tensor any of whose memory an input shows, even all of it alike.
  static func refuseAny(_ output: Tensor, _ input: Tensor, at site: CallSite?) {
    if output === input { fail(text, at: site) }
    if output.storage !== input.storage || output.numel == 0 || input.numel == 0 { return }
    if output.isNonOverlappingAndDense && input.isNonOverlappingAndDense {
      let (a, b) = (output.offset * output.dtype.byteCount, input.offset * input.dtype.byteCount)
      if a >= b + input.numel * input.dtype.byteCount || b >= a + output.numel * output.dtype.byteCount { return }
      fail(text, at: site)
    }
  }
}
