import Autograd

/// What the header of a safetensors file says, as it stands there.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    var dtype: DType
    var shape: [Int]
    var start: Int
    var end: Int
    /// Where in the file the entry's description stands.
    var position: Int
  }

  var entries: [Entry] = []
  var metadata: [String: String] = [:]

  /// The same limit as in the reference implementation.
  static let maximumSize = 100_000_000

  /// Reads the header's JSON. Of JSON it needs objects, texts and whole numbers, so that nothing nests and nothing grows beyond the text.
  init(_ region: ByteRegion) throws(TensorFileError) {
    var json = JSONCursor(region)
    var names: Set<String> = []
    try json.object { (json, key, position) throws(TensorFileError) in
      if !names.insert(key).inserted {
        throw region.error(.malformed, "the name \(shown(key)) stands twice in the header", at: position)
      }
      if key == "__metadata__" {
        metadata = try SafetensorsHeader.metadata(&json)
      } else {
        entries.append(try SafetensorsHeader.entry(&json, key, position))
      }
    }
    try json.end()
  }

  private static func metadata(_ json: inout JSONCursor) throws(TensorFileError) -> [String: String] {
    var metadata: [String: String] = [:]
    try json.object { (json, key, position) throws(TensorFileError) in
      if metadata.updateValue(try json.string("a value of __metadata__"), forKey: key) != nil {
        throw json.error(.malformed, "the name \(shown(key)) stands twice in __metadata__", at: position)
      }
    }
    return metadata
  }

  private static func entry(_ json: inout JSONCursor, _ name: String, _ position: Int) throws(TensorFileError) -> Entry {
    var dtype: DType?
    var shape: [Int]?
    var offsets: [Int]?
    try json.object { (json, key, place) throws(TensorFileError) in
      let isNew: Bool
      switch key {
      case "dtype":
        isNew = dtype == nil
        dtype = try self.dtype(&json, name)
      case "shape":
        isNew = shape == nil
        shape = try json.integers("the shape of \(shown(name))", limit: TensorPlace.maximumDimensions)
      case "data_offsets":
        isNew = offsets == nil
        offsets = try json.integers("data_offsets of \(shown(name))", limit: 2)
      default: throw json.error(.malformed, "\(shown(name)) has the unknown property \(shown(key))", at: place)
      }
      if !isNew { throw json.error(.malformed, "\(shown(name)) has \(key) twice", at: place) }
    }
    guard let dtype, let shape, let offsets, offsets.count == 2 else {
      throw json.error(.malformed, "\(shown(name)) needs a dtype, a shape and two data_offsets", at: position)
    }
    return Entry(name: name, dtype: dtype, shape: shape, start: offsets[0], end: offsets[1], position: position)
  }

  private static func dtype(_ json: inout JSONCursor, _ name: String) throws(TensorFileError) -> DType {
    let place = json.position
    let text = try json.string("the dtype of \(shown(name))")
    if let dtype = DType(safetensorsName: text) { return dtype }
    if DType.otherSafetensorsNames.contains(text) {
      throw json.error(.unsupported, "\(shown(name)) has the dtype \(text), which this library does not have", at: place)
    }
    throw json.error(.malformed, "\(shown(name)) has the unknown dtype \(shown(text))", at: place)
  }
}
