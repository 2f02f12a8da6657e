import Autograd

/// The form of a checkpoint before PyTorch 1.6: five pickles (a magic number, a version, the system, the values, the keys of the storages), and
/// after them the storages in the order of the keys, each with its number of elements before it.
///
/// The values come before the storages, so these get their memory when they are first named, never more of it than the file has bytes.
final class LegacyCheckpoint: StorageSource {
  private let file: ByteRegion
  private var storages: [String: FileStorage] = [:]
  private var views: [String: FileStorage] = [:]
  private var byteCount = 0
  /// Whether storages may be named now: the other pickles have none.
  private var isReadingValues = false

  private static let magic = LongInteger(twosComplement: [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19])
  private static let version = 1001

  init(_ file: ByteRegion) { self.file = file }

  func value() throws(TensorFileError) -> CheckpointValue {
    guard case .longInteger(let magic) = try next(0).value, magic == LegacyCheckpoint.magic else {
      throw file.error(.malformed, "is a pickle, but none of PyTorch's: it does not begin with PyTorch's magic number", at: 0)
    }
    let version = try next(position)
    guard case .int(LegacyCheckpoint.version) = version.value else {
      throw file.error(.unsupported, "its version is not \(LegacyCheckpoint.version)", at: version.start)
    }
    // The sizes of C's types where it was written: the storages do not depend on them.
    _ = try next(position)
    isReadingValues = true
    let value = try next(position).value
    isReadingValues = false
    let keys = try next(position)
    guard case .list(let list) = keys.value else {
      throw file.error(.malformed, "the keys of the storages are no list", at: keys.start)
    }
    try fill(list, keys.start)
    return value
  }

  private var position = 0

  private func next(_ start: Int) throws(TensorFileError) -> (value: CheckpointValue, start: Int) {
    var machine = PickleMachine(file, at: start, storages: self)
    let value = try machine.run()
    position = machine.cursor.position
    return (try PickleTree.value(value, of: machine), start)
  }

  func storage(_ reference: StorageReference, at cursor: ByteCursor) throws(TensorFileError) -> FileStorage {
    if !isReadingValues { throw cursor.error(.malformed, "a storage stands outside of the values") }
    guard let dtype = reference.dtype else { throw cursor.error(.malformed, "a storage has no dtype") }
    let root = try whole(reference, dtype, cursor)
    guard let view = reference.view else { return root }
    if let known = views[view.key] {
      if known.memory !== root.memory || known.start != view.start || known.count != view.count {
        throw cursor.error(.malformed, "the storage \(shown(view.key)) is described in two ways")
      }
      return known
    }
    let part = FileStorage(memory: root.memory, dtype: dtype, start: view.start, count: view.count)
    views[view.key] = part
    return part
  }

  private func whole(_ reference: StorageReference, _ dtype: DType, _ cursor: ByteCursor) throws(TensorFileError) -> FileStorage {
    if let storage = storages[reference.key] {
      if storage.dtype != dtype || storage.count != reference.count {
        throw cursor.error(.malformed, "the storage \(shown(reference.key)) is described in two ways")
      }
      return storage
    }
    let (size, overflow) = reference.count.multipliedReportingOverflow(by: dtype.byteCount)
    if overflow || size > cursor.remaining - byteCount {
      throw cursor.error(
        .truncated, "the storage \(shown(reference.key)) should have \(reference.count) elements, for which the file is too short")
    }
    byteCount += size
    let storage = FileStorage(memory: .empty([size], dtype: .uint8), dtype: dtype, count: reference.count)
    storages[reference.key] = storage
    return storage
  }

  private func fill(_ keys: [CheckpointValue], _ start: Int) throws(TensorFileError) {
    var missing = storages
    var cursor = ByteCursor(file, at: position)
    for key in keys {
      guard case .string(let name) = key, let storage = missing.removeValue(forKey: name), let dtype = storage.dtype else {
        throw file.error(.malformed, "the storage \(key) is listed, and no tensor has it, or it is listed twice", at: start)
      }
      let before = cursor
      let count = try cursor.integer(Int64.self, "the size of the storage \(shown(name))")
      if count != storage.count {
        throw before.error(.malformed, "the storage \(shown(name)) is said to have \(storage.count) elements, and then \(count)")
      }
      let place = cursor.position
      storage.memory.storageBytes.copyMemory(from: try cursor.take(storage.memory.numel, "the storage \(shown(name))"))
      if dtype == .bool { try file.part(place, cursor.position, entry: name).checkTruthValues() }
    }
    if let name = missing.keys.min() {
      throw file.error(.malformed, "the storage \(shown(name)) is not in the file", at: start)
    }
    if cursor.remaining > 0 { throw cursor.error(.malformed, "something follows the last storage") }
  }
}
