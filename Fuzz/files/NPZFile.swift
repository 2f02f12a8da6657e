import NN
import TensorFiles

/// The reader of `.npz`, and with it that of zip archives.
func fuzzNPZ(_ data: UnsafePointer<UInt8>, _ count: Int) {
  fuzz(data, count) { (bytes) throws(TensorFileError) in
    try NPZ.load(bytes: bytes, inflatedLimit: 1 << 22)
  } walk: { (tensors: StateDict) in
    walk(tensors)
  } write: { (tensors) throws(TensorFileError) in
    try NPZ.encoded(tensors, compressed: count % 2 == 0)
  }
}
