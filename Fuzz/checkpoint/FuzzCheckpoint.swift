import TensorFiles

/// The reader of `.pt`, of either form.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCheckpoint(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  fuzz(data, count) { (bytes) throws(TensorFileError) in
    try Checkpoint.load(bytes: bytes, inflatedLimit: 1 << 22)
  } walk: { (value: CheckpointValue) in
    walk(value)
  } write: { (value) throws(TensorFileError) in
    try Checkpoint.encoded(value)
  }
  return 0
}
