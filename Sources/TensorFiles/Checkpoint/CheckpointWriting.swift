import Autograd

extension Checkpoint {
  /// Writes a file of the zip form: `torch.save(value, path)`.
  ///
  /// As in PyTorch a tensor is written with its whole storage, so that tensors that share memory share it when they are read again; of a small view
  /// of much memory write a `clone()`. A gradient graph is not written: a tensor that requires grad is a leaf when it is read. The file appears
  /// whole or not at all.
  ///
  /// - Throws: If the value nests too deep, two tensors see one storage with different dtypes, or the file can't be written.
  public static func save(_ value: CheckpointValue, to path: String) throws(TensorFileError) {
    let last = path.split(separator: "/").last ?? "archive"
    let root = last.firstIndex(of: ".").map { String(last[..<$0]) } ?? String(last)
    try AtomicFile.write(to: path) { (file) throws(TensorFileError) in try write(value, root: root.isEmpty ? "archive" : root, to: file) }
  }

  /// The bytes of the file.
  public static func encoded(_ value: CheckpointValue) throws(TensorFileError) -> [UInt8] {
    let buffer = ByteBuffer(name: "bytes")
    try write(value, root: "archive", to: buffer)
    return buffer.bytes
  }

  private static func write(_ value: CheckpointValue, root: String, to sink: any ByteSink) throws(TensorFileError) {
    var pickler = CheckpointPickler(file: sink.name)
    let pickle = try pickler.pickle(value)
    let zip = ZipWriter(sink)
    try zip.add(root + "/data.pkl", pickle)
    try zip.add(root + "/.format_version", Array("1".utf8))
    try zip.add(root + "/.storage_alignment", Array("\(ZipWriter.alignment)".utf8))
    try zip.add(root + "/byteorder", Array("little".utf8))
    for (key, tensor) in pickler.storages.enumerated() {
      try zip.add("\(root)/data/\(key)", [UnsafeRawBufferPointer(tensor.storageBytes)])
    }
    try zip.add(root + "/version", Array("3\n".utf8))
    try zip.finish()
  }
}

/// Writes the pickle of a checkpoint, and collects the storages that it refers to.
struct CheckpointPickler {
  private let file: String
  private var writer = PickleWriter()
  /// A tensor on each storage, by the storage's key. They are kept, so that no two storages have one identity.
  private(set) var storages: [Tensor] = []
  private var keys: [ObjectIdentifier: Int] = [:]

  init(file: String) { self.file = file }

  mutating func pickle(_ value: CheckpointValue) throws(TensorFileError) -> [UInt8] {
    try put(value, depth: 0)
    writer.put(.stop)
    return writer.bytes
  }

  private func fault(_ detail: String) -> TensorFileError { TensorFileError(.notWritable, detail, file: file) }

  private mutating func put(_ value: CheckpointValue, depth: Int) throws(TensorFileError) {
    if depth > PickleTree.maximumDepth { throw fault("containers stand in each other more than \(PickleTree.maximumDepth) deep") }
    switch value {
    case .null: writer.put(.none)
    case .bool(let truth): writer.bool(truth)
    case .int(let number): writer.int(number)
    case .longInteger(let number): writer.longInteger(number)
    case .double(let number): writer.double(number)
    case .complex(let real, let imaginary):
      writer.name(.complex)
      writer.double(real)
      writer.double(imaginary)
      writer.put(.tuple2, .reduce)
    case .string(let text): try put(text)
    case .bytes(let bytes): writer.data(bytes)
    case .byteArray(let bytes):
      writer.name(.byteArray)
      writer.data(bytes)
      writer.put(.tuple1, .reduce)
    case .dtype(let dtype): writer.name(.dtype(dtype))
    case .size(let sizes):
      writer.name(.size)
      writer.sizes(sizes)
      writer.put(.tuple1, .reduce)
    case .device(let name): putDevice(name)
    case .tensor(let tensor): try put(tensor)
    case .list(let elements): try putList(elements, depth)
    case .tuple(let elements):
      writer.put(.mark)
      for element in elements { try put(element, depth: depth + 1) }
      writer.put(.tuple)
    case .set(let elements):
      writer.name(.set)
      try putList(elements.map(\.value), depth)
      writer.put(.tuple1, .reduce)
    case .dictionary(let dictionary): try put(dictionary, depth)
    }
  }

  private mutating func put(_ text: String) throws(TensorFileError) {
    if text.utf8.count > UInt32.max { throw fault("a text has \(text.utf8.count) bytes") }
    writer.text(text)
  }

  private mutating func putDevice(_ name: String) {
    writer.name(.device)
    let parts = name.split(separator: ":", maxSplits: 1)
    if parts.count == 2, let index = Int(parts[1]) {
      writer.text(String(parts[0]))
      writer.int(index)
      writer.put(.tuple2, .reduce)
    } else {
      writer.text(name)
      writer.put(.tuple1, .reduce)
    }
  }

  private mutating func putList(_ elements: [CheckpointValue], _ depth: Int) throws(TensorFileError) {
    writer.put(.emptyList)
    if elements.isEmpty { return }
    writer.put(.mark)
    for element in elements { try put(element, depth: depth + 1) }
    writer.put(.appends)
  }

  private mutating func put(_ dictionary: CheckpointDictionary, _ depth: Int) throws(TensorFileError) {
    switch dictionary.kind {
    case .dictionary: writer.put(.emptyDict)
    case .orderedDictionary: writer.emptyOrderedDictionary()
    case .counter:
      writer.name(.counter)
      writer.put(.emptyDict)
    }
    if !dictionary.isEmpty {
      writer.put(.mark)
      for (key, value) in dictionary {
        try put(key.value, depth: depth + 1)
        try put(value, depth: depth + 1)
      }
      writer.put(.setItems)
    }
    if dictionary.kind == .counter { writer.put(.tuple1, .reduce) }
    if dictionary.attributes.isEmpty { return }
    if dictionary.kind == .dictionary { throw fault("a dict has attributes, which only an OrderedDict can have") }
    var attributes = CheckpointDictionary()
    for (name, value) in dictionary.attributes { attributes[.string(name)] = value }
    try put(attributes, depth + 1)
    writer.put(.build)
  }

  // MARK: Tensors

  /// A tensor, or the note that it is one that was written.
  private mutating func put(_ tensor: Tensor) throws(TensorFileError) {
    if writer.again(.tensor(ObjectIdentifier(tensor))) { return }
    if isParameter(tensor) {
      writer.name(.rebuildParameter)
      try putPlain(tensor, requiresGrad: false)
      writer.bool(tensor.requiresGrad)
      writer.emptyOrderedDictionary()
      writer.put(.tuple3, .reduce)
    } else if let isPersistent = persistence(ofBuffer: tensor) {
      try putBuffer(tensor, isPersistent)
    } else {
      try putPlain(tensor, requiresGrad: tensor.requiresGrad)
    }
    writer.keep(.tensor(ObjectIdentifier(tensor)))
  }

  private mutating func putPlain(_ tensor: Tensor, requiresGrad: Bool) throws(TensorFileError) {
    if tensor.device == .meta {
      writer.name(.rebuildMetaTensor)
      writer.put(.mark)
      writer.name(.dtype(tensor.dtype))
      writer.sizes(tensor.shape)
      writer.sizes(tensor.strides)
      writer.bool(requiresGrad)
    } else {
      writer.name(.rebuildTensor2)
      try putArguments(tensor, requiresGrad)
    }
    writer.put(.tuple, .reduce)
  }

  /// The arguments of `_rebuild_tensor_v2` after a mark, without what makes a tuple of them.
  private mutating func putArguments(_ tensor: Tensor, _ requiresGrad: Bool) throws(TensorFileError) {
    writer.put(.mark, .mark)
    writer.text("storage")
    writer.name(.storage(tensor.dtype))
    writer.text("\(try key(of: tensor))")
    writer.text("cpu")
    writer.int(tensor.storageBytes.count / tensor.dtype.byteCount)
    writer.put(.tuple, .binPersId)
    writer.int(tensor.storageOffset)
    writer.sizes(tensor.shape)
    writer.sizes(tensor.strides)
    writer.bool(requiresGrad)
    writer.emptyOrderedDictionary()
  }

  /// What makes a buffer is two attributes of a tensor.
  private mutating func putBuffer(_ tensor: Tensor, _ isPersistent: Bool) throws(TensorFileError) {
    if tensor.device == .meta { throw fault("a buffer on the meta device has no data to write") }
    writer.name(.rebuildFromType)
    writer.put(.mark)
    writer.name(.rebuildTensor2)
    writer.name(.tensor)
    try putArguments(tensor, tensor.requiresGrad)
    writer.put(.tuple, .emptyDict, .mark)
    writer.text("persistent")
    writer.bool(isPersistent)
    writer.text("_is_buffer")
    writer.bool(true)
    writer.put(.setItems, .tuple, .reduce)
  }

  private mutating func key(of tensor: Tensor) throws(TensorFileError) -> Int {
    if let key = keys[tensor.storageIdentity] {
      if storages[key].dtype == tensor.dtype { return key }
      throw fault("two tensors see one storage, one as \(storages[key].dtype), one as \(tensor.dtype): write a clone() of one")
    }
    if tensor.storageBytes.count % tensor.dtype.byteCount != 0 {
      throw fault("a tensor of \(tensor.dtype) has a storage of \(tensor.storageBytes.count) bytes: write a clone() of it")
    }
    keys[tensor.storageIdentity] = storages.count
    storages.append(tensor)
    return storages.count - 1
  }
}
