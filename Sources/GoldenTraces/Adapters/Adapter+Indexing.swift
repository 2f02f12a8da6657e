import Autograd

extension Adapter {
  mutating func addIndexing() {
    single("__getitem__", parameters: ["input", "index"]) { a in try a.tensor("input")[indices: try a.indices("index")] }
    statement("__setitem__", parameters: ["input", "index", "value"]) { a in
      let input = try a.tensor("input")
      let indices = try a.indices("index")
      if a.isTensor("value") {
        input[indices: indices] = try a.tensor("value")
      } else {
        input.set(indices, to: try a.number("value"))
      }
    }
  }
}

extension Tensor {
  fileprivate func set(_ indices: [any TensorIndex], to number: some TensorScalar) {
    let tensor = self
    tensor[indices: indices] = number
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
    case .bool(let value): return value
    case .slice(let start, let stop, let step): return IndexItem.slice(start, stop, step ?? 1)
    case .ellipsis: return IndexItem.ellipsis
    case .null: return IndexItem.newAxis
    case .tensor: return try tensor(argument, name)
    case .list(let elements):
      if elements.isEmpty { return [Int]() }
      var (integers, bools): ([Int], [Bool]) = ([], [])
      try append(elements, &integers, &bools, name)
      let sizes = sizes(of: argument)
      return (integers.isEmpty ? Tensor(bools) : Tensor(integers)).reshape(sizes)
    default: throw ArgumentError("argument '\(name)': no adapter for the index \(argument)")
    }
  }

  /// The numbers of nested lists in order.
  private func append(
    _ elements: [Trace.Argument], _ integers: inout [Int], _ bools: inout [Bool], _ name: String
  ) throws(ArgumentError) {
    for element in elements {
      switch element {
      case .integer(let value): integers.append(Int(value))
      case .bool(let value): bools.append(value)
      case .list(let inner): try append(inner, &integers, &bools, name)
      default: throw ArgumentError("argument '\(name)': no adapter for \(element) in a list of indices")
      }
    }
  }

  private func sizes(of argument: Trace.Argument) -> [Int] {
    guard case .list(let elements) = argument else { return [] }
    return [elements.count] + (elements.first.map { sizes(of: $0) } ?? [])
  }
}
