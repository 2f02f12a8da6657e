/// In which order the dimensions of a tensor lie in memory: PyTorch's `torch.memory_format`.
public enum MemoryFormat: Sendable, Hashable {
  /// Row-major: `torch.contiguous_format`.
  case contiguous
  /// (N, C, H, W) with the channels next to each other: `torch.channels_last`.
  case channelsLast
  /// (N, C, D, H, W) with the channels next to each other: `torch.channels_last_3d`.
  case channelsLast3D
  /// As the tensor at hand has them: `torch.preserve_format`.
  case preserve

  /// The strides of a fresh tensor of these sizes; `preserve` knows of none to keep and is row-major.
  func strides(for sizes: Dimensions, at site: CallSite?) -> Dimensions {
    let (rank, name): (Int, String)
    switch self {
    case .contiguous, .preserve: return sizes.contiguousStrides
    case .channelsLast: (rank, name) = (4, "channels_last")
    case .channelsLast3D: (rank, name) = (5, "channels_last_3d")
    }
    if sizes.count != rank { fail("required rank \(rank) tensor to use \(name) format", at: site) }
    var strides = sizes
    var step = 1
    for i in [1] + (2..<rank).reversed() + [0] {
      strides[i] = step
      step *= Swift.max(sizes[i], 1)
    }
    return strides
  }
}

extension Tensor {
  /// The format that this tensor's layout looks most like: channels last only if it is that and not row-major.
  final var suggestedMemoryFormat: MemoryFormat {
    if isRowMajor { return .contiguous }
    switch dim {
    case 4 where steps == MemoryFormat.channelsLast.strides(for: sizes, at: nil): return .channelsLast
    case 5 where steps == MemoryFormat.channelsLast3D.strides(for: sizes, at: nil): return .channelsLast3D
    default: return .contiguous
    }
  }
}
