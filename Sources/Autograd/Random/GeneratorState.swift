import CKernels

extension Generator {
  /// All there is to the stream, as bytes: PyTorch's `get_state` and `set_state`, in the same layout (uint8, shape [5056]).
  ///
  /// Setting it continues the stream from there.
  ///
  /// - Precondition: The tensor set is a uint8 tensor of 5056 elements.
  public var state: Tensor {
    get {
      let result = Tensor(uninitialized: [GeneratorState.byteCount], .uint8)
      withStream { GeneratorState.write($0, to: result.bytes) }
      return result
    }
    set {
      if newValue.dtype != .uint8 { fail("expected a torch.ByteTensor, but got \(newValue.dtype.scalarTypeName)") }
      if newValue.numel != GeneratorState.byteCount {
        fail(
          "Expected a CPUGeneratorImplState of size \(GeneratorState.byteCount) but found the input RNG state size to be \(newValue.numel)")
      }
      let source = newValue.contiguous()
      withStream { $0 = GeneratorState.read(from: source.bytes) }
    }
  }
}

/// The bytes of PyTorch's generator state.
private enum GeneratorState {
  static let byteCount = 5056

  private static let wordCount = 624

  /// Where each part begins, in bytes.
  private enum Offset {
    static let seed = 0
    /// How many words are left, one more than there are.
    static let left = 8
    static let isSeeded = 12
    static let next = 16
    static let words = 24
    /// Of the kept normal number; another number stands before it that nobody reads.
    static let nextNormal = 5024
    static let hasNextNormal = 5040
  }

  static func write(_ generator: gb_mt19937, to bytes: UnsafeMutableRawPointer) {
    bytes.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    bytes.storeBytes(of: generator.seed, toByteOffset: Offset.seed, as: UInt64.self)
    bytes.storeBytes(of: 1, toByteOffset: Offset.isSeeded, as: Int32.self)
    withUnsafeBytes(of: generator.state) { words in
      for i in 0..<wordCount {
        let word = words.loadUnaligned(fromByteOffset: i * 4, as: UInt32.self)
        bytes.storeBytes(of: UInt64(word), toByteOffset: Offset.words + i * 8, as: UInt64.self)
      }
    }
    let index = Int(generator.index)
    // A stream that was never drawn from still holds its seed as the first word; PyTorch's next word is then the first.
    let isFresh = index == wordCount && generator.state.0 == UInt32(truncatingIfNeeded: generator.seed)
    bytes.storeBytes(of: Int32(wordCount + 1 - index), toByteOffset: Offset.left, as: Int32.self)
    bytes.storeBytes(of: isFresh ? 0 : UInt64(index), toByteOffset: Offset.next, as: UInt64.self)
    if generator.has_next_normal != 0 {
      bytes.storeBytes(of: generator.next_normal, toByteOffset: Offset.nextNormal, as: Double.self)
      bytes.storeBytes(of: 1, toByteOffset: Offset.hasNextNormal, as: Int32.self)
    }
  }

  static func read(from bytes: UnsafeRawPointer) -> gb_mt19937 {
    var generator = gb_mt19937()
    generator.seed = bytes.loadUnaligned(fromByteOffset: Offset.seed, as: UInt64.self)
    let left = bytes.loadUnaligned(fromByteOffset: Offset.left, as: Int32.self)
    // Bytes that no generator wrote must not lead outside of the words.
    generator.index = Int32(wordCount + 1) - min(max(left, 1), Int32(wordCount))
    withUnsafeMutableBytes(of: &generator.state) { words in
      for i in 0..<wordCount {
        let word = bytes.loadUnaligned(fromByteOffset: Offset.words + i * 8, as: UInt64.self)
        words.storeBytes(of: UInt32(truncatingIfNeeded: word), toByteOffset: i * 4, as: UInt32.self)
      }
    }
    generator.next_normal = bytes.loadUnaligned(fromByteOffset: Offset.nextNormal, as: Double.self)
    generator.has_next_normal = bytes.loadUnaligned(fromByteOffset: Offset.hasNextNormal, as: Int32.self) == 0 ? 0 : 1
    return generator
  }
}
