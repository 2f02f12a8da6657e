import TensorFiles

/// The reader of safetensors.
func fuzzSafetensors(_ data: UnsafePointer<UInt8>, _ count: Int) {
  fuzz(data, count) { (bytes) throws(TensorFileError) in
    try Safetensors.load(bytes: bytes)
  } walk: {
    walk($0.tensors)
  } write: { (file) throws(TensorFileError) in
    try file.encoded()
  }
}
