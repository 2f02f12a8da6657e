import Autograd

/// A value on the stack of the machine that reads a pickle.
enum PickleValue {
  case none
  case bool(Bool)
  case int(Int)
  case longInteger(LongInteger)
  case double(Double)
  case complex(Double, Double)
  case string(String)
  case bytes([UInt8])
  case byteArray([UInt8])
  case size([Int])
  case device(String)
  case name(PickleName)
  case tensor(Tensor)
  case storage(FileStorage)
  /// A container, by its number.
  case container(Int)

  /// What it is, for an error.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .int, .longInteger: "an integer"
    case .double: "a float"
    case .complex: "a complex number"
    case .string: "a text"
    case .bytes, .byteArray: "bytes"
    case .size: "a torch.Size"
    case .device: "a torch.device"
    case .name(let name): "the name \(name.text)"
    case .tensor: "a tensor"
    case .storage: "a storage"
    case .container: "a container"
    }
  }
}

/// A list, tuple, set or dictionary that is being filled.
///
/// Containers refer to each other by number, not by reference: a pickle can nest millions of them, or put one into itself, and to let go of
/// such a chain must not recurse.
struct PickleContainer {
  enum Kind {
    case list
    case tuple
    case set
    case dictionary(CheckpointDictionary.Kind)
  }

  let kind: Kind
  /// The elements; of a dictionary keys and values in turn.
  var items: [PickleValue] = []
  /// The attributes of a dictionary that is an object.
  var attributes: Int?
}

/// The memory of a storage that a file holds.
final class FileStorage {
  /// The bytes, as a tensor of one byte a place.
  let memory: Tensor
  /// nil if each tensor says it for itself.
  let dtype: DType?
  /// Where it begins in the memory, in elements: more than 0 for a view of another storage.
  let start: Int
  /// In elements.
  let count: Int

  init(memory: Tensor, dtype: DType?, start: Int = 0, count: Int) {
    self.memory = memory
    self.dtype = dtype
    self.start = start
    self.count = count
  }
}

/// Where the machine finds the storages that a pickle refers to.
protocol StorageSource: AnyObject {
  /// - Throws: What is wrong with the storage; where in the pickle it is asked for is the cursor's.
  func storage(_ reference: StorageReference, at cursor: ByteCursor) throws(TensorFileError) -> FileStorage
}

/// What a pickle says of a storage that stands elsewhere in the file.
struct StorageReference {
  let dtype: DType?
  let key: String
  /// In elements, or bytes if there is no dtype.
  let count: Int
  /// A part of it with a name of its own, as the old format has it.
  let view: (key: String, start: Int, count: Int)?

  /// The size of an element.
  var elementSize: Int { dtype?.byteCount ?? 1 }
}
