import Autograd
import NN

/// A safetensors file: tensors under names, and texts about them.
///
///     try Safetensors(model.stateDict(), metadata: ["format": "pt"]).save(to: "model.safetensors")
///     try model.loadStateDict(Safetensors.load("model.safetensors").tensors)
///
/// The format is that of https://github.com/huggingface/safetensors: the length of a header, the header in JSON, the elements. There is nothing
/// in it that could be run.
public struct Safetensors {
  /// The tensors, in the order in which their elements stand in the file.
  public var tensors: StateDict

  /// The file's `__metadata__`.
  public var metadata: [String: String]

  /// A file to be written.
  public init(_ tensors: StateDict = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads a file: `safetensors.torch.load_file`.
  ///
  /// A file of a megabyte or more is mapped: its tensors lie in the file's pages, which they keep, and writing to them does not change the
  /// file. (The format aligns no elements by itself; where they are not aligned they are copied.)
  ///
  /// - Throws: What is wrong with the file, and where. A dtype that the library lacks (`U16`, `F8_E4M3`, …) is among it.
  public static func load(_ path: String) throws(TensorFileError) -> Safetensors { try load(FileBytes(path: path).region) }

  /// Reads a file's bytes: `safetensors.torch.load`.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: What errors call it.
  public static func load(bytes: [UInt8], name: String = "bytes") throws(TensorFileError) -> Safetensors {
    try load(FileBytes(name: name, copying: bytes).region)
  }

  private static func load(_ file: ByteRegion) throws(TensorFileError) -> Safetensors {
    var cursor = ByteCursor(file)
    let size = try cursor.integer(UInt64.self, "the header's length")
    if size > SafetensorsHeader.maximumSize {
      throw file.error(.tooLarge, "the header is said to have \(size) bytes; \(SafetensorsHeader.maximumSize) are allowed", at: 0)
    }
    if size > cursor.remaining {
      throw file.error(.truncated, "the header is said to have \(size) bytes, and \(cursor.remaining) follow", at: 0)
    }
    if cursor.peek != UInt8(ascii: "{") { throw cursor.error(.malformed, "the header should begin with '{'") }
    let header = try SafetensorsHeader(file.part(8, 8 + Int(size)))
    return Safetensors(try tensors(header, file.part(8 + Int(size), file.count)), metadata: header.metadata)
  }

  /// The tensors must cover the data from its beginning to its end, without holes and without overlaps.
  private static func tensors(_ header: SafetensorsHeader, _ data: ByteRegion) throws(TensorFileError) -> StateDict {
    var tensors = StateDict()
    var reached = 0
    let inOrder = header.entries.sorted { ($0.start, $0.end, $0.position) < ($1.start, $1.end, $1.position) }
    for entry in inOrder {
      func fault(_ reason: TensorFileError.Reason, _ detail: String) -> TensorFileError {
        TensorFileError(reason, detail, file: data.memory.name, entry: entry.name, offset: entry.position + 8)
      }
      let place: TensorPlace
      do { place = try TensorPlace(entry.dtype, entry.shape) } catch { throw fault(.malformed, error.detail) }
      if entry.start != reached {
        let what = entry.start < reached ? "overlap what ends at \(reached)" : "leave a hole after \(reached)"
        throw fault(.malformed, "its data_offsets [\(entry.start), \(entry.end)] \(what)")
      }
      // Also where the end comes before the start: no count of bytes is negative.
      if entry.end - entry.start != place.byteCount {
        throw fault(
          .malformed, "its data_offsets [\(entry.start), \(entry.end)] don't hold \(place.byteCount) bytes, as shape and dtype need")
      }
      if entry.end > data.count { throw fault(.truncated, "its data_offsets end at \(entry.end), and the data has \(data.count) bytes") }
      let elements = data.part(entry.start, entry.end, entry: entry.name)
      if entry.dtype == .bool { try elements.checkTruthValues() }
      tensors[entry.name] = place.tensor(on: elements.storage(alignment: entry.dtype.byteCount))
      reached = entry.end
    }
    if reached != data.count {
      throw data.error(.malformed, "\(data.count - reached) bytes after the last tensor belong to none", at: reached)
    }
    return tensors
  }
}
