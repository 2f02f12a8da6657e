import CKernels
import Glibc

extension Tensor {
  /// Overwrites this tensor with drawn numbers, in place. The gradient for what was there before is 0.
  ///
  /// - Parameter body: Checks its parameters and fills the tensor.
  @discardableResult
  final func drawInPlace(
    _ gradFn: String, _ generator: Generator?, at site: CallSite, _ body: (_ stream: inout gb_mt19937) -> Void
  ) -> Tensor {
    var node: OperatorNode?
    if isRecorded {
      checkInPlace(at: site)
      node = OperatorNode(gradFn, self) { _, g in Gradients(Tensor.zerosLike(g)) }
    }
    MemoryOverlap.refuseInternal(self, at: site)
    if device != .meta { (generator ?? .default).withStream(body) }
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }

  /// Fills this tensor, in the order of its memory, with elements that are drawn as another type and then converted.
  final func fill<Element: TensorScalar>(drawing type: Element.Type, _ draw: (UnsafeMutablePointer<Element>, _ count: Int) -> Void) {
    if isRowMajor && dtype == Element.dtype {
      draw(bytes.assumingMemoryBound(to: Element.self), numel)
      return
    }
    let values = Tensor(uninitialized: [numel], Element.dtype)
    draw(values.bytes.assumingMemoryBound(to: Element.self), numel)
    writeInMemoryOrder(values)
  }

  /// Overwrites the elements, in the order in which they lie in memory, with those of a row-major tensor.
  final func writeInMemoryOrder(_ values: Tensor) {
    let loop = gb_cast(values.dtype.kernel, dtype.kernel)
    let (target, step) = (bytes, values.dtype.byteCount)
    var next = values.bytes
    StridedLoop(sizes, self).forEachRun { offsets, strides, count in
      loop(target + offsets[0], strides[0], next, step, count)
      next += count * step
    }
  }

  /// PyTorch's error where an operator has no loop for this dtype.
  final func requireFloatingPoint(for loop: String, at site: CallSite) {
    if !dtype.isFloatingPoint { fail("\"\(loop)\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
  }
}

extension DType {
  /// How many binary digits an element has: what a uniform number of this type is made of.
  var significandBitCount: Int {
    switch self {
    case .float64: 53
    case .float32: 24
    case .float16: 11
    case .bfloat16: 8
    default: byteCount * 8
    }
  }

  /// A number rounded as an element of this type, float16 or bfloat16 or float32, would be.
  func rounded(_ number: Float) -> Float {
    switch self {
    case .float16: return Float(Float16(number))
    case .bfloat16:
      if !number.isFinite { return number }
      let bits = number.bitPattern
      // To nearest, ties to even.
      return Float(bitPattern: (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000)
    default: return number
    }
  }
}

extension Double {
  /// As PyTorch's messages show it: six significant digits, `0.5`, `1e+20`.
  var messageText: String {
    withVaList([self]) { arguments in
      String(unsafeUninitializedCapacity: 32) { buffer in
        buffer.withMemoryRebound(to: CChar.self) { Int(vsnprintf($0.baseAddress!, 32, "%g", arguments)) }
      }
    }
  }
}
