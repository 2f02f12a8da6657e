import Autograd
import NN
import TensorFiles

/// Reads every byte of a tensor, so that one that reaches beyond its memory is found out.
func walk(_ tensor: Tensor) {
  // A few bytes can stand for a view of any size.
  if tensor.device == .meta || tensor.numel > 1 << 16 { return }
  let sum = tensor.detach().contiguous().storageBytes.reduce(0) { $0 &+ Int($1) }
  withExtendedLifetime(sum) {}
}

func walk(_ tensors: StateDict) {
  for (_, tensor) in tensors { walk(tensor) }
}

func walk(_ value: CheckpointValue) {
  switch value {
  case .tensor(let tensor): walk(tensor)
  case .list(let elements), .tuple(let elements): for element in elements { walk(element) }
  case .dictionary(let dictionary): for (_, value) in dictionary { walk(value) }
  default: break
  }
}

/// Runs a reader: a value must be whole and its like be written and read again; an error must be one of those that are promised.
func fuzz<Value>(
  _ data: UnsafePointer<UInt8>, _ count: Int, read: ([UInt8]) throws(TensorFileError) -> Value, walk: (Value) -> Void,
  write: (Value) throws(TensorFileError) -> [UInt8]
) {
  guard let value = try? read(Array(UnsafeBufferPointer(start: data, count: count))) else { return }
  walk(value)
  do { walk(try read(try write(value))) } catch {
    // What a file may say and a writer of the format does not.
    if error.reason != .notWritable { fatalError("written and not read: \(error)") }
  }
}
