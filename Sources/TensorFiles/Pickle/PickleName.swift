import Autograd

/// The names that a pickle may use. Each stands for something that is built into this library: none is looked up, and none is run.
enum PickleName: Hashable {
  case orderedDictionary
  case counter
  case set
  case byteArray
  case complex
  case encode
  case size
  case device
  case tensor
  case parameter
  case rebuildTensor
  case rebuildTensor2
  case rebuildTensor3
  case rebuildMetaTensor
  case rebuildParameter
  case rebuildFromType
  case dtype(DType)
  /// A type of storage; nil for bytes without a dtype.
  case storage(DType?)

  private static let names: [String: PickleName] = {
    var names: [String: PickleName] = [
      "collections.OrderedDict": .orderedDictionary, "collections.Counter": .counter, "builtins.set": .set,
      "builtins.bytearray": .byteArray, "builtins.complex": .complex, "_codecs.encode": .encode, "torch.Size": .size,
      "torch.device": .device, "torch.Tensor": .tensor, "torch._tensor.Tensor": .tensor, "torch.nn.parameter.Parameter": .parameter,
      "torch._utils._rebuild_tensor": .rebuildTensor, "torch._utils._rebuild_tensor_v2": .rebuildTensor2,
      "torch._utils._rebuild_tensor_v3": .rebuildTensor3, "torch._utils._rebuild_meta_tensor_no_storage": .rebuildMetaTensor,
      "torch._utils._rebuild_parameter": .rebuildParameter, "torch._tensor._rebuild_from_type_v2": .rebuildFromType,
      "torch.UntypedStorage": .storage(nil), "torch.storage.UntypedStorage": .storage(nil),
    ]
    for dtype in DType.allCases {
      names["torch." + dtype.name] = .dtype(dtype)
      names["torch." + dtype.storageName] = .storage(dtype)
    }
    return names
  }()

  /// Types of elements that PyTorch has and this library has not, as the end of a name shows them.
  private static let otherElements: Set<String> = [
    "ComplexFloatStorage", "ComplexDoubleStorage", "ComplexHalfStorage", "QUInt8Storage", "QInt8Storage", "QInt32Storage",
    "QUInt4x2Storage", "QUInt2x4Storage", "complex32", "complex64", "complex128", "uint16", "uint32", "uint64", "float8_e4m3fn",
    "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu", "float4_e2m1fn_x2", "qint8", "quint8", "qint32", "quint4x2",
    "quint2x4",
  ]

  /// The name of a module's member. What is not known here gives the error that says which it was.
  init(_ module: String, _ member: String) throws(UnknownName) {
    // What Python 2 called it is what protocol 2 writes.
    let name = (module == "__builtin__" ? "builtins" : module) + "." + member
    if let known = PickleName.names[name] {
      self = known
      return
    }
    let isElement = module == "torch" && PickleName.otherElements.contains(member)
    throw UnknownName(name: module + "." + member, isOtherElementType: isElement)
  }

  struct UnknownName: Error {
    let name: String
    let isOtherElementType: Bool
  }

  /// The module and the member as protocol 2 writes them.
  var spelling: (module: String, member: String) {
    switch self {
    case .orderedDictionary: ("collections", "OrderedDict")
    case .counter: ("collections", "Counter")
    case .set: ("__builtin__", "set")
    case .byteArray: ("__builtin__", "bytearray")
    case .complex: ("__builtin__", "complex")
    case .encode: ("_codecs", "encode")
    case .size: ("torch", "Size")
    case .device: ("torch", "device")
    case .tensor: ("torch", "Tensor")
    case .parameter: ("torch.nn.parameter", "Parameter")
    case .rebuildTensor: ("torch._utils", "_rebuild_tensor")
    case .rebuildTensor2: ("torch._utils", "_rebuild_tensor_v2")
    case .rebuildTensor3: ("torch._utils", "_rebuild_tensor_v3")
    case .rebuildMetaTensor: ("torch._utils", "_rebuild_meta_tensor_no_storage")
    case .rebuildParameter: ("torch._utils", "_rebuild_parameter")
    case .rebuildFromType: ("torch._tensor", "_rebuild_from_type_v2")
    case .dtype(let dtype): ("torch", dtype.name)
    case .storage(nil): ("torch.storage", "UntypedStorage")
    case .storage(let dtype?): ("torch", dtype.storageName)
    }
  }

  /// The name as Python writes it.
  var text: String { spelling.module + "." + spelling.member }
}

extension DType {
  /// PyTorch's class of storages of this dtype: `FloatStorage`.
  fileprivate var storageName: String {
    switch self {
    case .float64: "DoubleStorage"
    case .float32: "FloatStorage"
    case .float16: "HalfStorage"
    case .bfloat16: "BFloat16Storage"
    case .int64: "LongStorage"
    case .int32: "IntStorage"
    case .int16: "ShortStorage"
    case .int8: "CharStorage"
    case .uint8: "ByteStorage"
    case .bool: "BoolStorage"
    }
  }
}
