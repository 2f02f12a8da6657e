/// What reads and writes files needs of the memory behind tensors: whole storages, and tensors placed in them.
extension Tensor {
  /// All the bytes of the storage, also those that this tensor does not show: PyTorch's `untyped_storage()`. Valid while a tensor on it lives.
  ///
  /// - Precondition: There is data: not `Device.meta`.
  package final var storageBytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: storage.base, count: storage.byteCount)
  }

  /// Tells storages apart, as long as they live.
  package final var storageIdentity: ObjectIdentifier { ObjectIdentifier(storage) }

  /// A tensor of any dtype on this tensor's storage that is not a view of it: it counts its own writes, as PyTorch's `Tensor.set_` makes it.
  ///
  /// - Precondition: Every element lies within the storage, and the offset (in elements of `dtype`) leaves none of them unaligned.
  package final func placed(_ dtype: DType, _ shape: [Int], strides: [Int], offset: Int) -> Tensor {
    let (sizes, steps) = (Dimensions(shape), Dimensions(strides))
    precondition(Storage.byteCount(sizes, steps, offset: offset, dtype) <= storage.byteCount && offset >= 0)
    return Tensor(storage: storage, sizes: sizes, strides: steps, offset: offset, dtype: dtype)
  }
}
