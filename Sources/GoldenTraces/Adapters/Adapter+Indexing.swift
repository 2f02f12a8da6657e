import Autograd

extension Adapter {
  mutating func addIndexing() {
    single("__getitem__", parameters: ["input", "index"]) { a in try a.tensor("input")[try a.indices("index")] }
    statement("__setitem__", parameters: ["input", "index", "value"]) { a in
      let input = try a.tensor("input")
      let indices = try a.indices("index")
      if a.isTensor("value") {
        input[indices] = try a.tensor("value")
      } else {
        input[indices] = Tensor(try a.double("value"), dtype: .float64)
      }
    }
  }
}

extension Arguments {
  /// One index, or a list of them where Python has a tuple.
  fileprivate func indices(_ name: String) throws(ArgumentError) -> [any TensorIndex] {
    guard case .list(let arguments) = try require(name) else { return [try index(require(name), name)] }
    var indices: [any TensorIndex] = []
    for argument in arguments { indices.append(try index(argument, name)) }
    return indices
  }

  private func index(_ argument: Trace.Argument, _ name: String) throws(ArgumentError) -> any TensorIndex {
    switch argument {
    case .integer(let value): return Int(value)
    case .slice(let start, let stop, let step): return IndexItem.slice(start, stop, step ?? 1)
    case .ellipsis: return IndexItem.ellipsis
    case .null: return IndexItem.newAxis
    default: throw ArgumentError("argument '\(name)': no adapter for the index \(argument)")
    }
  }
}
