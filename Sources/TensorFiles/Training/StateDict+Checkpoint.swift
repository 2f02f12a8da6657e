import Autograd
import NN

extension CheckpointValue {
  /// A state dictionary as PyTorch's modules give it: an `OrderedDict` of tensors, with the versions of the modules as its `_metadata`.
  ///
  ///     try Checkpoint.save(CheckpointValue(model.stateDict()), to: "model.pt")
  public init(_ stateDict: StateDict) {
    var dictionary = CheckpointDictionary(kind: .orderedDictionary)
    for (name, tensor) in stateDict { dictionary[.string(name)] = .tensor(tensor) }
    if !stateDict.moduleVersions.isEmpty {
      var metadata = CheckpointDictionary(kind: .orderedDictionary)
      for (name, version) in stateDict.moduleVersions.sorted(by: { $0.key < $1.key }) {
        metadata[.string(name)] = ["version": .int(version)]
      }
      dictionary.attributes = [("_metadata", .dictionary(metadata))]
    }
    self = .dictionary(dictionary)
  }

  /// The value as a state dictionary.
  ///
  ///     try model.loadStateDict(Checkpoint.load("checkpoint.pt")["model"]!.stateDict())
  ///
  /// - Throws: If it is no dictionary, or one of its keys no text or of its values no tensor: says which.
  public func stateDict() throws(CheckpointContentError) -> StateDict {
    let dictionary = try dictionary("a state dictionary")
    var result = StateDict()
    for (key, value) in dictionary {
      let name = try key.text(in: "a state dictionary")
      guard let tensor = value.tensor else {
        throw CheckpointContentError("a state dictionary has a tensor under each key, and under '\(name)' is \(value.kind)")
      }
      if result[name] != nil { throw CheckpointContentError("a state dictionary has '\(name)' in two spellings") }
      result[name] = tensor
    }
    let metadata = dictionary.attributes.first { $0.name == "_metadata" }?.value.dictionary
    for (key, value) in metadata ?? CheckpointDictionary() {
      if case .string(let name) = key, let version = value["version"]?.int { result.moduleVersions[name] = version }
    }
    return result
  }
}
