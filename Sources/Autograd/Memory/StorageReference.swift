/// A tensor's hold on its storage.
///
/// A small storage that nobody else holds when the tensor goes is kept for the next tensor of this thread: to ask malloc for one and to
/// give it back takes as long as to add four numbers.
struct StorageReference: ~Copyable {
  private var unmanaged: Unmanaged<Storage>

  @inline(__always)
  init(_ storage: consuming Storage) { unmanaged = Unmanaged.passRetained(storage) }

  @inline(__always)
  var storage: Storage {
    get { unmanaged.takeUnretainedValue() }
    set {
      let old = unmanaged
      unmanaged = Unmanaged.passRetained(newValue)
      old.release()
    }
  }

  /// The storage without a count of its own: for as long as this reference is there and stays as it is.
  @inline(__always)
  var borrowed: Unmanaged<Storage> { unmanaged }

  /// Whether nobody else owns the storage.
  @inline(__always)
  var isUnique: Bool { unmanaged.isUniquelyReferenced }

  @inline(__always)
  deinit {
    if !unmanaged.isUniquelyReferenced || !Storage.keep(unmanaged) { unmanaged.release() }
  }
}
