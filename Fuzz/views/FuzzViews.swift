/// Indexing and the arithmetic of views: an input is a program on tensors, and each of its steps is judged by a model without strides.
///
/// The library may refuse a step in its own words where the model does. A wrong shape or element, a write that is seen where it should not
/// be or not seen where it should, a missing refusal, a trap and what the address sanitizer tells are findings.
func fuzzViews(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
  var bytes = ByteReader(UnsafeBufferPointer(start: bytes, count: count))
  if bytes.once(in: 4) {
    var program = ShapeProgram(bytes)
    program.run()
  } else {
    var program = DataProgram(bytes)
    program.run()
  }
}
