import CThreadState

/// Where in the caller's program an operator was called.
package struct CallSite {
  let file: StaticString
  let line: UInt

  @inline(__always)
  package init(_ file: StaticString, _ line: UInt) {
    self.file = file
    self.line = line
  }

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

/// Ends the program over a mistake in it, with PyTorch's words and the caller's file and line.
///
/// The text is written here, because a `precondition`'s message does not survive in an optimised library.
@inline(never)
package func fail(_ message: String, at site: CallSite? = nil) -> Never {
  var text = "Fatal error: \(message)\n"
  if let site { text = "\(site.shown): " + text }
  text.withUTF8 { gb_fail($0.baseAddress!, $0.count) }
}
