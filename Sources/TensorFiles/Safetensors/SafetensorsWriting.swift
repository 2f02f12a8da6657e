import Autograd
import NN

extension Safetensors {
  /// Writes the file: `safetensors.torch.save_file`, with the same bytes.
  ///
  /// The tensors stand in the order of the reference implementation: by the width of their elements, then by name. Each is written by itself,
  /// in row-major order: of a view what it shows, and what two tensors share twice. The file appears whole or not at all.
  ///
  /// - Throws: If a tensor is on the meta device, or the file can't be written.
  public func save(to path: String) throws(TensorFileError) {
    try AtomicFile.write(to: path) { (file) throws(TensorFileError) in try write(to: file) }
  }

  /// The bytes of the file: `safetensors.torch.save`.
  public func encoded() throws(TensorFileError) -> [UInt8] {
    let buffer = ByteBuffer(name: "bytes")
    try write(to: buffer)
    return buffer.bytes
  }

  private func write(to sink: any ByteSink) throws(TensorFileError) {
    let inOrder = tensors.sorted {
      let ranks = ($0.value.dtype.safetensorsRank, $1.value.dtype.safetensorsRank)
      return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }
    let header = try self.header(inOrder, sink.name)
    var length: [UInt8] = []
    length.append(littleEndian: UInt64(header.count))
    try sink.write(length)
    try sink.write(header)
    for (_, tensor) in inOrder {
      try tensor.withRowMajorBytes { (bytes) throws(TensorFileError) in try sink.write(bytes) }
    }
  }

  private func header(_ inOrder: [(key: String, value: Tensor)], _ file: String) throws(TensorFileError) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members.append("\"__metadata__\":{" + texts.map { "\($0.key.quotedJSON):\($0.value.quotedJSON)" }.joined(separator: ",") + "}")
    }
    var start = 0
    for (name, tensor) in inOrder {
      if name == "__metadata__" {
        throw TensorFileError(.notWritable, "a tensor can't have the name of the file's metadata: rename it", file: file, entry: name)
      }
      if tensor.device != .cpu {
        throw TensorFileError(.notWritable, "a tensor on \(tensor.device) has no data to write", file: file, entry: name)
      }
      let end = start + tensor.numel * tensor.dtype.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(name.quotedJSON):{\"dtype\":\"\(tensor.dtype.safetensorsName)\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}")
      start = end
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    // The elements begin at a multiple of eight.
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
    if header.count > SafetensorsHeader.maximumSize {
      throw TensorFileError(.notWritable, "the header would have \(header.count) bytes, more than a reader takes", file: file)
    }
    return header
  }
}
