import TensorFiles

/// The unpickler: the input is the pickle of an archive that has one storage of every element type.
///
/// Mutated archives seldom get past the archive's own checks; here every input reaches the machine.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPickle(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let buffer = ByteBuffer(name: "archive")
  let zip = ZipWriter(buffer)
  do {
    try zip.add("a/data.pkl", Array(UnsafeBufferPointer(start: data, count: count)))
    for key in 0..<18 { try zip.add("a/data/\(key)", [UInt8](repeating: UInt8(key % 2), count: [48, 24, 12, 8, 4][key % 5])) }
    try zip.finish()
  } catch { fatalError("\(error)") }
  guard let value = try? Checkpoint.load(bytes: buffer.bytes) else { return 0 }
  walk(value)
  do { walk(try Checkpoint.load(bytes: Checkpoint.encoded(value))) } catch {
    if error.reason != .notWritable { fatalError("written and not read: \(error)") }
  }
  return 0
}
