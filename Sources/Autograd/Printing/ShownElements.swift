/// The elements of a tensor that its printed form shows: all, or of a large tensor those at the edges of each dimension.
struct ShownElements {
  enum Values {
    case floating([Double])
    case integers([Int64])
    case bools([Bool])
  }

  /// One dimension of the printed form.
  struct Axis {
    let head: Range<Int>
    /// Empty if nothing is left out.
    let tail: Range<Int>
    let isCut: Bool

    /// How many pieces are shown, without the dots for what is left out.
    var count: Int { head.count + tail.count }
  }

  let axes: [Axis]
  /// In row-major order.
  let values: Values

  init(_ tensor: Tensor, _ options: PrintOptions) {
    let isSummarized = tensor.numel > options.threshold
    let axes = tensor.shape.map { size in
      // Compared this way round, because twice the largest number of edge items is no Int.
      if isSummarized && size - options.edgeItems > options.edgeItems {
        return Axis(head: 0..<options.edgeItems, tail: size - options.edgeItems..<size, isCut: true)
      }
      return Axis(head: 0..<size, tail: size..<size, isCut: false)
    }
    self.axes = axes
    let reader = ElementReader(tensor, axes)
    switch tensor.dtype {
    case .float64: values = .floating(reader.read { $0.load(as: Double.self) })
    case .float32: values = .floating(reader.read { Double($0.load(as: Float.self)) })
    case .float16: values = .floating(reader.read { Double($0.load(as: Float16.self)) })
    case .bfloat16: values = .floating(reader.read { Double(Float(bitPattern: UInt32($0.load(as: UInt16.self)) << 16)) })
    case .int64: values = .integers(reader.read { $0.load(as: Int64.self) })
    case .int32: values = .integers(reader.read { Int64($0.load(as: Int32.self)) })
    case .int16: values = .integers(reader.read { Int64($0.load(as: Int16.self)) })
    case .int8: values = .integers(reader.read { Int64($0.load(as: Int8.self)) })
    case .uint8: values = .integers(reader.read { Int64($0.load(as: UInt8.self)) })
    case .bool: values = .bools(reader.read { $0.load(as: UInt8.self) != 0 })
    }
  }
}

/// Walks the shown elements of a tensor in row-major order, whatever its strides.
private struct ElementReader {
  private let tensor: Tensor
  private let axes: [ShownElements.Axis]

  init(_ tensor: Tensor, _ axes: [ShownElements.Axis]) {
    self.tensor = tensor
    self.axes = axes
  }

  func read<Value>(_ load: (UnsafeRawPointer) -> Value) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(axes.reduce(1) { $0 * $1.count })
    append(to: &values, 0, UnsafeRawPointer(tensor.bytes), load)
    return values
  }

  private func append<Value>(
    to values: inout [Value], _ dimension: Int, _ address: UnsafeRawPointer, _ load: (UnsafeRawPointer) -> Value
  ) {
    if dimension == axes.count {
      values.append(load(address))
      return
    }
    let step = tensor.steps[dimension] * tensor.dtype.byteCount
    for i in axes[dimension].head { append(to: &values, dimension + 1, address + i * step, load) }
    for i in axes[dimension].tail { append(to: &values, dimension + 1, address + i * step, load) }
  }
}
