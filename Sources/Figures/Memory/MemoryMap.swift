import Autograd

/// Which tensors show which memory, as it is drawn.
struct MemoryMap {
  /// The memory of one storage.
  struct Block {
    var dtype: DType
    /// In elements of `dtype`.
    var count: Int
    /// Of the cells that are drawn; none where there is no data.
    var values: [String]
    var tensors: [Shown]

    /// How many cells are drawn.
    var drawn: Int { min(count, MemoryMap.mostCells) }
  }

  /// A tensor on a block.
  struct Shown {
    var name: String
    var tensor: Tensor
    /// The number of its version counter.
    var counter: Int
    /// What it calls each cell that is drawn: an index, or how many indices; nil for a cell that it does not show.
    var labels: [String?]
  }

  /// As many as fit side by side.
  static let mostCells = 16

  private(set) var blocks: [Block] = []
  /// Version counters: their values, in the order in which they were met. Nil where writes are not counted.
  private(set) var counters: [Int?] = []

  init(of tensors: KeyValuePairs<String, Tensor>) {
    var identities: [ObjectIdentifier] = []
    var witnesses: [Tensor] = []
    for (name, tensor) in tensors {
      let block = identities.firstIndex(of: tensor.storageIdentity) ?? identities.count
      if block == identities.count {
        identities.append(tensor.storageIdentity)
        blocks.append(Self.block(of: tensor))
      }
      let counter = witnesses.firstIndex { $0.sharesVersion(with: tensor) } ?? witnesses.count
      if counter == witnesses.count {
        witnesses.append(tensor)
        counters.append(tensor.isInference ? nil : tensor.version)
      }
      blocks[block].tensors.append(
        Shown(name: name, tensor: tensor, counter: counter, labels: Self.labels(of: tensor, drawn: blocks[block].drawn)))
    }
  }

  private static func block(of tensor: Tensor) -> Block {
    guard tensor.device != .meta else {
      let last = zip(tensor.shape, tensor.strides).reduce(tensor.storageOffset) { $0 + max($1.0 - 1, 0) * $1.1 }
      return Block(dtype: tensor.dtype, count: tensor.numel == 0 ? 0 : last + 1, values: [], tensors: [])
    }
    let count = tensor.storageBytes.count / tensor.dtype.byteCount
    let drawn = min(count, mostCells)
    let flat = tensor.placed(tensor.dtype, [drawn], strides: [1], offset: 0)
    let values: [String] =
      tensor.dtype == .bool
      ? flat.array(of: Bool.self).map { $0 ? "true" : "false" }
      : tensor.dtype.isFloatingPoint ? flat.array(of: Double.self).map(short) : flat.array(of: Int.self).map(String.init)
    return Block(dtype: tensor.dtype, count: count, values: values, tensors: [])
  }

  private static func labels(of tensor: Tensor, drawn: Int) -> [String?] {
    var indices = [[[Int]]](repeating: [], count: drawn)
    let shape = tensor.shape
    let strides = tensor.strides
    // A tensor that shows more than can be counted at a glance begins in what is drawn, or doesn't.
    var index = [Int](repeating: 0, count: shape.count)
    for _ in 0..<min(tensor.numel, 1 << 16) {
      let cell = zip(index, strides).reduce(tensor.storageOffset) { $0 + $1.0 * $1.1 }
      if indices.indices.contains(cell) { indices[cell].append(index) }
      var dim = shape.count - 1
      while dim >= 0 {
        index[dim] += 1
        if index[dim] < shape[dim] { break }
        index[dim] = 0
        dim -= 1
      }
    }
    return indices.map { found in
      guard let first = found.first else { return nil }
      // A tensor without dimensions has no index to name: its shape stands for it.
      return found.count > 1 ? "\(found.count)×" : first.isEmpty ? "[]" : first.map(String.init).joined(separator: ",")
    }
  }
}
