import Autograd

/// The form of a checkpoint since PyTorch 1.6: a zip archive with a pickle, `data.pkl`, and a member `data/KEY` for each storage.
final class ZipCheckpoint: StorageSource {
  private let file: ByteRegion
  private var archive: ZipArchive
  /// The folder in which all members stand: the name under which the file was saved.
  private let root: String
  private var isBigEndian = false
  private var loaded: [String: FileStorage] = [:]

  init(_ file: ByteRegion, inflatedLimit: Int) throws(TensorFileError) {
    self.file = file
    archive = try ZipArchive(file, inflatedLimit: inflatedLimit)
    guard let first = archive.entries.first, let slash = first.name.firstIndex(of: "/") else {
      throw file.error(.malformed, "is an archive, but none of PyTorch's: its members stand in no folder")
    }
    root = String(first.name[..<slash])
  }

  func value() throws(TensorFileError) -> CheckpointValue {
    if archive.entry(root + "/constants.pkl") != nil {
      throw file.error(.unsupported, "is a TorchScript program, not a checkpoint: save the module's state_dict() in Python")
    }
    guard let pickle = archive.entry(root + "/data.pkl") else {
      throw file.error(.malformed, "is an archive, but none of PyTorch's: it has no \(shown(root + "/data.pkl"))")
    }
    if let order = archive.entry(root + "/byteorder") { isBigEndian = try readOrder(order) }
    var machine = PickleMachine(try archive.contents(of: pickle), storages: self)
    let value = try machine.run()
    if machine.cursor.remaining > 0 { throw machine.cursor.error(.malformed, "something follows the pickle") }
    return try PickleTree.value(value, of: machine)
  }

  private func readOrder(_ entry: ZipEntry) throws(TensorFileError) -> Bool {
    let contents = try archive.contents(of: entry)
    if contents.bytes.elementsEqual("little".utf8) { return false }
    if contents.bytes.elementsEqual("big".utf8) { return true }
    throw contents.error(.malformed, "should be 'little' or 'big'", at: 0)
  }

  func storage(_ reference: StorageReference, at cursor: ByteCursor) throws(TensorFileError) -> FileStorage {
    if reference.view != nil { throw cursor.error(.malformed, "part of a storage stands in an archive, where there are none") }
    if let storage = loaded[reference.key] {
      if storage.dtype != reference.dtype || storage.count != reference.count {
        throw cursor.error(.malformed, "the storage \(shown(reference.key)) is described in two ways")
      }
      return storage
    }
    guard let entry = archive.entry("\(root)/data/\(reference.key)") else {
      throw cursor.error(.malformed, "the storage \(shown(reference.key)) is not in the archive")
    }
    let (size, overflow) = reference.count.multipliedReportingOverflow(by: reference.elementSize)
    if overflow || size != entry.size {
      throw cursor.error(
        .malformed, "the storage \(shown(reference.key)) should have \(reference.count) elements, and the archive has \(entry.size) bytes")
    }
    let contents = try archive.contents(of: entry)
    if reference.dtype == .bool { try contents.checkTruthValues() }
    if isBigEndian && reference.dtype == nil {
      throw cursor.error(.unsupported, "bytes without a dtype have their most significant byte first")
    }
    // Tensors of any dtype may lie on bytes without one.
    let alignment = reference.dtype?.byteCount ?? 8
    let memory = contents.storage(alignment: alignment, isSwapped: isBigEndian)
    let storage = FileStorage(memory: memory, dtype: reference.dtype, count: reference.count)
    loaded[reference.key] = storage
    return storage
  }
}
