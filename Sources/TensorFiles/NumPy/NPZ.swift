import Autograd
import NN

/// NumPy's archive of arrays, `.npz`: a zip whose members are `.npy` files.
///
///     try NPZ.save(["x": .arange(6), "y": .ones(2, 2)], to: "data.npz", compressed: true)
///     let arrays = try NPZ.load("data.npz")
///     print(arrays["x"]!)
public enum NPZ {
  /// Reads an archive: `numpy.load(path)`, all members at once, stored or deflated.
  ///
  /// A file of a megabyte or more is mapped; what is stored in it at an aligned place, as this library writes it, is not copied.
  ///
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - inflatedLimit: How many bytes the compressed members may have in all once they are unpacked: a small file can stand for a
  ///     thousand times as many. One gigabyte if left out.
  /// - Throws: What is wrong with the file, and where; also if a member is no `.npy` file.
  public static func load(_ path: String, inflatedLimit: Int = 1 << 30) throws(TensorFileError) -> StateDict {
    try load(FileBytes(path: path).region, inflatedLimit)
  }

  /// Reads an archive's bytes.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: What errors call it.
  ///   - inflatedLimit: How many bytes the compressed members may have in all once they are unpacked.
  public static func load(
    bytes: [UInt8], name: String = "bytes", inflatedLimit: Int = 1 << 30
  ) throws(TensorFileError) -> StateDict {
    try load(FileBytes(name: name, copying: bytes).region, inflatedLimit)
  }

  private static func load(_ file: ByteRegion, _ inflatedLimit: Int) throws(TensorFileError) -> StateDict {
    var archive = try ZipArchive(file, inflatedLimit: inflatedLimit)
    var tensors = StateDict()
    for entry in archive.entries {
      guard entry.name.hasSuffix(".npy") else {
        throw TensorFileError(.unsupported, "is no array: its name does not end in .npy", file: file.memory.name, entry: entry.name)
      }
      let name = String(entry.name.dropLast(4))
      if tensors[name] != nil {
        throw TensorFileError(.malformed, "stands in the archive twice", file: file.memory.name, entry: entry.name)
      }
      let contents = try archive.contents(of: entry)
      try archive.checkSum(of: contents, entry)
      tensors[name] = try NPY.load(contents)
    }
    return tensors
  }

  /// Writes an archive: `numpy.savez(path, **tensors)`, or `numpy.savez_compressed`.
  ///
  /// The elements of a stored member begin at a multiple of 64, so that a reader can map them. The file appears whole or not at all.
  ///
  /// - Throws: If NumPy has no such dtype (bfloat16), a tensor is on the meta device, or the file can't be written.
  public static func save(_ tensors: StateDict, to path: String, compressed: Bool = false) throws(TensorFileError) {
    try AtomicFile.write(to: path) { (file) throws(TensorFileError) in try write(tensors, compressed, to: file) }
  }

  /// The bytes of the archive.
  public static func encoded(_ tensors: StateDict, compressed: Bool = false) throws(TensorFileError) -> [UInt8] {
    let buffer = ByteBuffer(name: "bytes")
    try write(tensors, compressed, to: buffer)
    return buffer.bytes
  }

  private static func write(_ tensors: StateDict, _ compressed: Bool, to sink: any ByteSink) throws(TensorFileError) {
    let zip = ZipWriter(sink)
    for (name, tensor) in tensors {
      try NPY.withParts(of: tensor, file: sink.name, entry: name) { (parts) throws(TensorFileError) in
        try zip.add(name + ".npy", parts, compressed: compressed)
      }
    }
    try zip.finish()
  }
}
