import TensorFiles

/// The unpickler: the input is the pickle of an archive that has some storages.
///
/// Mutated archives seldom get past the archive's own checks; here every input reaches the machine.
func fuzzPickle(_ data: UnsafePointer<UInt8>, _ count: Int) {
  let buffer = ByteBuffer(name: "archive")
  let zip = ZipWriter(buffer)
  do {
    try zip.add("a/data.pkl", Array(UnsafeBufferPointer(start: data, count: count)))
    // As many bytes as the storages of the fixture values.pt.
    for (key, size) in [48, 4, 8, 8, 8, 12, 4, 2, 1].enumerated() { try zip.add("a/data/\(key)", [UInt8](repeating: 1, count: size)) }
    try zip.finish()
  } catch { fatalError("\(error)") }
  guard let value = try? Checkpoint.load(bytes: buffer.bytes) else { return }
  walk(value)
  do { walk(try Checkpoint.load(bytes: Checkpoint.encoded(value))) } catch {
    if error.reason != .notWritable { fatalError("written and not read: \(error)") }
  }
}
