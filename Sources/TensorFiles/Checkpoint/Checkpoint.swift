import Autograd

/// PyTorch's own files, `.pt` and `.pth`: what `torch.save` writes and `torch.load(weights_only=True)` reads.
///
///     try Checkpoint.save(["epoch": 3, "model": ["weight": .tensor(.ones(2, 3))]], to: "checkpoint.pt")
///     let checkpoint = try Checkpoint.load("checkpoint.pt")
///     print(checkpoint["model"]!["weight"]!.tensor!)
///
/// Such a file is a pickle, a program that builds values, with the elements of its tensors beside it. In Python it can name any function and call
/// it. Here it can name what tensors, numbers, texts and containers are made of; a file that names anything else (a whole module saved in place
/// of its `state_dict()`, say) is refused with an error that says what it named. Opening a file never runs code.
public enum Checkpoint {
  /// Reads a file, of the zip form or the one before PyTorch 1.6: `torch.load(path, map_location="cpu")`.
  ///
  /// A file of a megabyte or more is mapped: the tensors lie in the file's pages, and writing to them does not change the file. (The older form
  /// does not align its elements; there they are copied.) Tensors that shared memory when they were saved share it again, what was a
  /// `Parameter` or `Buffer` is one, and what lay on another device is in memory.
  ///
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - inflatedLimit: How many bytes the compressed members of an archive may have in all once they are unpacked. PyTorch compresses
  ///     none. One gigabyte if left out.
  /// - Throws: What is wrong with the file, and where; the name that it asks for and may not have.
  public static func load(_ path: String, inflatedLimit: Int = 1 << 30) throws(TensorFileError) -> CheckpointValue {
    try load(FileBytes(path: path).region, inflatedLimit)
  }

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: What errors call it.
  ///   - inflatedLimit: How many bytes the compressed members may have in all once they are unpacked.
  public static func load(
    bytes: [UInt8], name: String = "bytes", inflatedLimit: Int = 1 << 30
  ) throws(TensorFileError) -> CheckpointValue {
    try load(FileBytes(name: name, copying: bytes).region, inflatedLimit)
  }

  private static func load(_ file: ByteRegion, _ inflatedLimit: Int) throws(TensorFileError) -> CheckpointValue {
    if file.bytes.starts(with: "PK".utf8) { return try ZipCheckpoint(file, inflatedLimit: inflatedLimit).value() }
    if file.bytes.first == PickleOpcode.proto.rawValue { return try LegacyCheckpoint(file).value() }
    // Before PyTorch 0.1.10 a file was a tar archive, whose first member's name stands at the beginning.
    if file.count >= 512 && file.bytes[257..<262].elementsEqual("ustar".utf8) {
      throw file.error(.unsupported, "is a tar archive, as PyTorch wrote them before 2017: load and save it with a newer PyTorch", at: 0)
    }
    throw file.error(.malformed, "is no file of PyTorch: it begins neither as a zip archive nor as a pickle", at: 0)
  }
}
