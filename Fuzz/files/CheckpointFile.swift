import TensorFiles

/// The reader of `.pt`, of either form.
func fuzzCheckpoint(_ data: UnsafePointer<UInt8>, _ count: Int) {
  fuzz(data, count) { (bytes) throws(TensorFileError) in
    try Checkpoint.load(bytes: bytes, inflatedLimit: 1 << 22)
  } walk: { (value: CheckpointValue) in
    walk(value)
  } write: { (value) throws(TensorFileError) in
    try Checkpoint.encoded(value)
  }
}
