import Autograd
import TensorFiles

/// The reader of `.npy`.
func fuzzNPY(_ data: UnsafePointer<UInt8>, _ count: Int) {
  fuzz(data, count) { (bytes) throws(TensorFileError) in
    try NPY.load(bytes: bytes)
  } walk: { (tensor: Tensor) in
    walk(tensor)
  } write: { (tensor) throws(TensorFileError) in
    try NPY.encoded(tensor)
  }
}
