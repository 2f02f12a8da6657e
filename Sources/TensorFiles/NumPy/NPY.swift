import Autograd

/// NumPy's file of one array, `.npy`.
///
///     try NPY.save(.arange(6).view(2, 3), to: "x.npy")
///     let x = try NPY.load("x.npy")
///
/// Read are versions 1 to 3 of the format, row-major and column-major, either byte order. Elements that a tensor can't have (structured ones,
/// texts, objects, dates, complex numbers, unsigned integers wider than 8 bits) are refused.
public enum NPY {
  /// Reads a file: `torch.from_numpy(numpy.load(path))`.
  ///
  /// A file of a megabyte or more is mapped: the tensor lies in the file's pages, and writing to it does not change the file. A column-major
  /// array becomes a tensor with such strides. What follows the elements is ignored, as NumPy does.
  ///
  /// - Throws: What is wrong with the file, and where.
  public static func load(_ path: String) throws(TensorFileError) -> Tensor { try load(FileBytes(path: path).region) }

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: What errors call it.
  public static func load(bytes: [UInt8], name: String = "bytes") throws(TensorFileError) -> Tensor {
    try load(FileBytes(name: name, copying: bytes).region)
  }

  static func load(_ file: ByteRegion) throws(TensorFileError) -> Tensor {
    var cursor = ByteCursor(file)
    let header = try NPYHeader(&cursor)
    let place: TensorPlace
    do { place = try TensorPlace(header.dtype, header.shape, columnMajor: header.isColumnMajor) } catch {
      throw file.error(.malformed, error.detail, at: 0)
    }
    let start = cursor.position
    _ = try cursor.take(place.byteCount, "the array of shape \(header.shape)")
    let elements = file.part(start, cursor.position)
    if header.dtype == .bool { try elements.checkTruthValues() }
    return place.tensor(on: elements.storage(alignment: header.dtype.byteCount, isSwapped: header.isBigEndian))
  }

  /// Writes a file: `numpy.save(path, tensor.numpy())`, with the same bytes.
  ///
  /// A column-major tensor stays so; every other is written in row-major order. The file appears whole or not at all.
  ///
  /// - Throws: If NumPy has no such dtype (bfloat16), the tensor is on the meta device, or the file can't be written.
  public static func save(_ tensor: Tensor, to path: String) throws(TensorFileError) {
    try AtomicFile.write(to: path) { (file) throws(TensorFileError) in try write(tensor, to: file) }
  }

  /// The bytes of the file.
  public static func encoded(_ tensor: Tensor) throws(TensorFileError) -> [UInt8] {
    let buffer = ByteBuffer(name: "bytes")
    try write(tensor, to: buffer)
    return buffer.bytes
  }

  private static func write(_ tensor: Tensor, to sink: any ByteSink) throws(TensorFileError) {
    try withParts(of: tensor, file: sink.name, entry: nil) { (parts) throws(TensorFileError) in
      for part in parts { try sink.write(part) }
    }
  }

  /// The header and the elements.
  ///
  /// - Parameter entry: What errors call the array, where there are several.
  static func withParts(
    of tensor: Tensor, file: String, entry: String?, _ body: ([UnsafeRawBufferPointer]) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    if tensor.device != .cpu {
      throw TensorFileError(.notWritable, "a tensor on \(tensor.device) has no data to write", file: file, entry: entry)
    }
    if tensor.dtype.npyName == nil {
      throw TensorFileError(
        .notWritable, "NumPy has no \(tensor.dtype.name): write tensor.to(.float32)", file: file, entry: entry)
    }
    let reversed = tensor.detach().permute(Array((0..<tensor.dim).reversed()))
    let isColumnMajor = !tensor.isContiguous && reversed.isContiguous
    let header = NPYHeader.bytes(tensor.dtype, tensor.shape, isColumnMajor: isColumnMajor)
    try header.span.withUnsafeBytes { (header) throws(TensorFileError) in
      try (isColumnMajor ? reversed : tensor).withRowMajorBytes { (elements) throws(TensorFileError) in try body([header, elements]) }
    }
  }
}
