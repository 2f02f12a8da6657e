import CThreadState

extension CallSite {
  /// As an error names it: `FILE:LINE`.
  ///
  /// Of an operator that one of the library's layers called, it is where the program called the layer: the mistake is there.
  var shown: String {
    let call = gb_current_layer_call()
    if call.file != nil && "\(file)".contains("/Sources/NN/") {
      return String(decoding: UnsafeBufferPointer(start: call.file, count: call.file_length), as: UTF8.self) + ":\(call.line)"
    }
    return "\(file):\(line)"
  }

  /// Runs a layer that the program called here.
  @inline(__always)
  package func callingLayer<Result>(_ body: () -> Result) -> Result {
    let outer = gb_current_layer_call()
    gb_set_layer_call(gb_layer_call(file: file.utf8Start, file_length: file.utf8CodeUnitCount, line: Int(line)))
    defer { gb_set_layer_call(outer) }
    return body()
  }
}
