import Autograd

extension Adapter {
  mutating func addIndexing() {
    single("__getitem__", parameters: ["input", "index"]) { a in
      let input = try a.tensor("input")
      return switch try a.brackets("index") {
      case .index(let index): input.part(index)
      case .tuple(let indices): input[indices: indices]
      }
    }
    statement("__setitem__", parameters: ["input", "index", "value"]) { a in
      let input = try a.tensor("input")
      let brackets = try a.brackets("index")
      if a.isTensor("value") {
        let value = try a.tensor("value")
        switch brackets {
        case .index(let index): input.setPart(index, to: value)
        case .tuple(let indices): input[indices: indices] = value
        }
      } else {
        let number = try a.number("value")
        switch brackets {
        case .index(let index): input.setPart(index, to: number)
        case .tuple(let indices): input.set(indices, to: number)
        }
      }
    }
  }
}

/// What stands in brackets: one index, or in Python a tuple of them.
private enum Brackets {
  case index(any TensorIndex)
  case tuple([any TensorIndex])
}

extension Tensor {
  fileprivate func part(_ index: some TensorIndex) -> Tensor { self[index] }

  fileprivate func setPart(_ index: some TensorIndex, to value: Tensor) {
    let tensor = self
    tensor[index] = value
  }

  fileprivate func setPart(_ index: some TensorIndex, to number: some TensorScalar) {
    let tensor = self
    tensor[index] = number
  }

  fileprivate func set(_ indices: [any TensorIndex], to number: some TensorScalar) {
    let tensor = self
    tensor[indices: indices] = number
  }
}

extension Arguments {
  fileprivate func brackets(_ name: String) throws(ArgumentError) -> Brackets {
    guard case .list(let arguments) = try require(name) else { return .index(try index(require(name), name)) }
    var indices: [any TensorIndex] = []
    for argument in arguments { indices.append(try index(argument, name)) }
    return .tuple(indices)
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
