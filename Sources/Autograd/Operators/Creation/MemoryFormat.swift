/// The order in which the dimensions of a tensor follow each other in memory: PyTorch's `torch.memory_format`.
public enum MemoryFormat: Hashable, Sendable {
  /// Row-major: the last dimension is the fastest.
  case contiguous
  /// As the tensor that is copied, if its elements lie without gaps.
  case preserve
  /// The channels of images `(N, C, H, W)` fastest.
  case channelsLast
  /// The channels of volumes `(N, C, D, H, W)` fastest.
  case channelsLast3d
}

extension MemoryFormat: CustomStringConvertible {
  /// As PyTorch names it: `torch.channels_last`.
  public var description: String {
    switch self {
    case .contiguous: "torch.contiguous_format"
    case .preserve: "torch.preserve_format"
    case .channelsLast: "torch.channels_last"
    case .channelsLast3d: "torch.channels_last_3d"
    }
  }

  /// The dimensions from the fastest to the slowest, where the format itself says that.
  private var channelsLastOrder: [Int]? {
    switch self {
    case .contiguous, .preserve: nil
    case .channelsLast: [1, 3, 2, 0]
    case .channelsLast3d: [1, 4, 3, 2, 0]
    }
  }

  /// The strides of a fresh tensor of this format.
  ///
  /// - Parameter source: What `.preserve` goes by.
  func strides(of sizes: Dimensions, like source: Tensor, at site: CallSite) -> Dimensions {
    guard let order = channelsLastOrder else {
      if self == .contiguous || sizes != source.sizes { return sizes.contiguousStrides }
      return source.preservedStrides
    }
    if sizes.count != order.count {
      fail("required rank \(order.count) tensor to use \(self == .channelsLast ? "channels_last" : "channels_last_3d") format", at: site)
    }
    var strides = sizes
    var step = 1
    for d in order {
      strides[d] = step
      step &*= sizes[d]
    }
    return strides
  }

  fileprivate func isFormat(of tensor: Tensor) -> Bool {
    guard let order = channelsLastOrder else { return tensor.isContiguous }
    if tensor.dim != order.count { return false }
    var expected = 1
    for d in order where tensor.sizes[d] != 1 {
      if tensor.steps[d] != expected { return false }
      expected *= tensor.sizes[d]
    }
    return true
  }

  /// Whether the strides grow in this format's order, and not just as well in row-major order.
  fileprivate func isOrder(of tensor: Tensor) -> Bool {
    guard let order = channelsLastOrder, tensor.dim == order.count, tensor.steps[1] != 0 else { return false }
    var least = 0
    for d in order {
      if tensor.sizes[d] == 0 || tensor.steps[d] < least { return false }
      if d == 0 && least == tensor.steps[1] { return false }
      least = tensor.steps[d] * Swift.max(tensor.sizes[d], 1)
    }
    return true
  }
}

extension Tensor {
  /// Whether the elements lie in the order of a format without gaps: PyTorch's `is_contiguous(memory_format=...)`.
  public final func isContiguous(memoryFormat: MemoryFormat) -> Bool { memoryFormat.isFormat(of: self) }

  /// The format that a result computed from this tensor takes: PyTorch's `suggest_memory_format`.
  final var suggestedMemoryFormat: MemoryFormat {
    if isRowMajor { return .contiguous }
    return MemoryFormat.channelsLast.isOrder(of: self)
      ? .channelsLast : MemoryFormat.channelsLast3d.isOrder(of: self) ? .channelsLast3d : .contiguous
  }

  /// The strides of a copy that keeps this tensor's layout: its own where the elements lie without gaps, else in their order.
  final var preservedStrides: Dimensions {
    isNonOverlappingAndDense ? steps : OutputLayout.tensor(sizes, like: self, dtype: dtype).steps
  }

  /// A fresh tensor in this tensor's dtype with the layout that results of it have.
  final func fresh(_ sizes: Dimensions) -> Tensor {
    let format = suggestedMemoryFormat
    if format == .contiguous { return Tensor.empty(sizes, dtype, device) }
    return Tensor.empty(strided: sizes, format.strides(of: sizes, like: self, at: CallSite(#filePath, #line)), dtype, device)
  }
}
