import CKernels

/// An elementwise operator on two tensors: its name in the graph, its loop, what its derivative needs and the derivative, together.
final class BinaryOperator: Sendable {
  /// When the derivative needs an operand: always, or only if the given input wants a gradient.
  struct Need {
    /// The input; below 0 it does not depend on one.
    private let input: Int8

    static let never = Need(input: -2)
    static let always = Need(input: -1)
    static func ifNeeded(_ input: Int) -> Need { Need(input: Int8(input)) }

    @inline(__always)
    func isMet(_ node: Node) -> Bool { input < 0 ? input == -1 : node.needs(Int(input)) }
  }

  let gradFn: String
  /// The node's name where the second operand is a number, if PyTorch has a node of its own for that. It leads to the first alone.
  private let numberGradFn: String?
  private let operation: gb_binary_op
  /// The loop where the second operand is a number, if that is another.
  private let operationOfNumber: gb_binary_op
  /// Whether a second operand of one element keeps its precision beside float16 and bfloat16, which are computed in float32 then.
  private let keepsNumbersWide: Bool
  /// Whether integers become floating numbers first, as in division.
  private let isFloatingOnly: Bool
  /// PyTorch's name of the loop, which it gives where it has none for a dtype.
  private let kernelName: String
  /// Whether float16 and bfloat16 are among its dtypes.
  private let hasHalves: Bool
  /// Whether integers refuse a second operand with a 0 in it.
  private let dividesIntegers: Bool
  /// What backward says where PyTorch has no derivative for the first operand.
  private let refusalForSelf: String?
  private let savesSelf: Need
  private let savesOther: Need
  private let savesOutput: Bool
  private let derivative: Derivative

  /// Saved tensors stand in the order self, other, output.
  init(
    _ gradFn: String, _ operation: gb_binary_op, ofNumber operationOfNumber: gb_binary_op? = nil, number numberGradFn: String? = nil,
    isFloatingOnly: Bool = false, keepsNumbersWide: Bool = false, kernelName: String? = nil, hasHalves: Bool = true,
    dividesIntegers: Bool = false, refusalForSelf: String? = nil,
    savesSelf: Need = .never,
    savesOther: Need = .never, savesOutput: Bool = false, derivative: @escaping Derivative
  ) {
    self.gradFn = gradFn
    self.numberGradFn = numberGradFn
    self.kernelName = kernelName ?? gradFn
    self.hasHalves = hasHalves
    self.dividesIntegers = dividesIntegers
    self.refusalForSelf = refusalForSelf
    self.operation = operation
    self.operationOfNumber = operationOfNumber ?? operation
    self.keepsNumbersWide = keepsNumbersWide
    self.isFloatingOnly = isFloatingOnly
    self.savesSelf = savesSelf
    self.savesOther = savesOther
    self.savesOutput = savesOutput
    self.derivative = derivative
  }

  @inline(__always)
  func callAsFunction(_ a: Tensor, _ b: Tensor, at site: CallSite?) -> Tensor {
    if !GradMode.isEnabled || !(a.requiresGrad || b.requiresGrad) { return compute(a, b, at: site) }
    return record(a, b, at: site)
  }

  private func makeNode(_ a: Tensor, _ b: Tensor) -> OperatorNode {
    let numberGradFn = b.isWrappedNumber ? self.numberGradFn : nil
    if numberGradFn == nil && refusalForSelf == nil { return OperatorNode(gradFn, a, b, derivative: derivative) }
    let node = OperatorNode(numberGradFn ?? gradFn) { [derivative] s, g in
      let gradients = derivative(s, g)
      return s.node.edgeCount == 1 ? Gradients(gradients[0]) : gradients
    }
    if let refusalForSelf, a.requiresGrad {
      node.addEdge(Edge(node: RefusingNode(refusalForSelf, before: a)))
    } else {
      node.addEdge(to: a)
    }
    if numberGradFn == nil { node.addEdge(to: b) }
    return node
  }

  /// A node that holds what the derivative needs of the operands.
  @inline(never)
  private func makeSavingNode(_ a: Tensor, _ b: Tensor) -> OperatorNode {
    let node = makeNode(a, b)
    if savesSelf.isMet(node) { node.saved0 = SavedTensor(a) }
    if savesOther.isMet(node) { node.saved1 = SavedTensor(b) }
    return node
  }

  private func record(_ a: Tensor, _ b: Tensor, at site: CallSite?) -> Tensor {
    let node = makeSavingNode(a, b)
    let output = compute(a, b, at: site)
    if savesOutput { return recordSaved(output, consume node) }
    output.setHistory(consume node)
    return output
  }

  private func recordSaved(_ output: Tensor, _ node: consuming OperatorNode) -> Tensor {
    output.setHistory(node)
    node.saved2 = SavedTensor(output: output)
    return output
  }

  /// The in-place form: writes to `target`, whose shape and dtype stay.
  @discardableResult
  func inPlace(_ target: Tensor, _ other: Tensor, at site: CallSite?) -> Tensor {
    var node: OperatorNode?
    if GradMode.isEnabled && (target.requiresGrad || other.requiresGrad) {
      target.checkInPlace(at: site)
      let fresh = makeNode(target, other)
      if savesSelf.isMet(fresh) { fresh.saved0 = SavedTensor(target.clone()) }
      if savesOther.isMet(fresh) { fresh.saved1 = SavedTensor(other) }
      node = fresh
    }
    write(to: target, other, at: site)
    target.bumpVersion()
    if let node {
      target.rebaseHistory(node)
      if savesOutput { node.saved2 = SavedTensor(output: target, isInPlaceOnView: target.isView) }
    }
    return target
  }

  /// The in-place form without a graph and without checks, for memory that nobody else knows.
  func writeUnchecked(to target: Tensor, _ other: Tensor) {
    Tensor.run(gb_binary(operation, target.dtype.kernel)!, target, target, other.converted(to: target.dtype))
  }

  func write(to target: Tensor, _ other: Tensor, at site: CallSite?) {
    MemoryOverlap.refuseInternal(target, at: site)
    MemoryOverlap.refusePartial(target, other, at: site)
    if target.isMeta || other.isMeta { refuse(target, other, at: site) }
    let sizes = Broadcasting.sizes(target, other, at: site)
    if sizes != target.sizes {
      fail("output with shape \(target.sizes) doesn't match the broadcast shape \(sizes)", at: site)
    }
    let dtype = resultDType(target, other)
    if !dtype.canCast(to: target.dtype) {
      fail("result type \(dtype.scalarTypeName) can't be cast to the desired output type \(target.dtype.scalarTypeName)", at: site)
    }
    if dividesIntegers && !dtype.isFloatingPoint { refuseZero(in: other, dtype, at: site) }
    let isWide = computesWide(target, other, dtype)
    if dtype == target.dtype && !isWide {
      Tensor.run(loop(dtype, other, at: site), target, target, other.converted(to: dtype))
    } else {
      let type = isWide ? .float32 : dtype
      let result = Tensor.empty(sizes, type, target.device)
      Tensor.run(loop(type, other, at: site), result, target.converted(to: dtype).converted(to: type), other.converted(to: type))
      Tensor.run(gb_cast(type.kernel, target.dtype.kernel), target, result)
    }
  }

  /// What is written says where the operator works.
  private func refuse(_ target: Tensor, _ other: Tensor, at site: CallSite?) {
    let device = Device.common(target, other, at: site)
    if device != target.device { fail("Tensor on device \(other.device) is not on the expected device \(target.device)!", at: site) }
  }

  func resultDType(_ a: Tensor, _ b: Tensor) -> DType {
    let dtype = ResultType.of(a, b)
    return isFloatingOnly && !dtype.isFloatingPoint ? .float32 : dtype
  }

  /// Whether a second operand of one element is to keep its precision beside numbers of 16 bits.
  fileprivate func computesWide(_ a: Tensor, _ b: Tensor, _ dtype: DType) -> Bool {
    keepsNumbersWide && (dtype == .float16 || dtype == .bfloat16) && b.numel == 1
  }

  @inline(__always)
  fileprivate func loop(_ dtype: DType, _ second: Tensor, at site: CallSite?) -> gb_binary_loop {
    let operation = second.isWrappedNumber ? operationOfNumber : operation
    guard let loop = gb_binary(operation, dtype.kernel), hasHalves || dtype.byteCount > 2 else {
      fail("\"\(kernelName)\" not implemented for '\(dtype.scalarTypeName)'", at: site)
    }
    return loop
  }

  fileprivate func refuseZero(in divisor: Tensor, _ dtype: DType, at site: CallSite?) {
    _ = loop(dtype, divisor, at: site)
    if divisor.isMeta { return }
    let divisor = divisor.contiguous()
    if gb_contains_zero(divisor.dtype.kernel, divisor.bytes, divisor.dtype.byteCount, divisor.numel) != 0 {
      fail("ZeroDivisionError", at: site)
    }
  }

  @inline(__always)
  private func compute(_ a: Tensor, _ b: Tensor, at site: CallSite?) -> Tensor {
    if a.dtype == b.dtype && a.isRowMajor && b.isRowMajor && a.sizes == b.sizes
      && (a.dtype.isFloatingPoint || !isFloatingOnly && !dividesIntegers) && !a.isMeta && !b.isMeta
    {
      let output = a.hasContiguousStrides ? Tensor(uninitializedLike: a) : Tensor(uninitialized: a.sizes, a.dtype)
      let (loop, size) = (loop(a.dtype, b, at: site), a.dtype.byteCount)
      let (pointer, x, y) = (output.bytes, a.bytes, b.bytes)
      Parallel.run(count: a.numel) { range in
        let start = range.lowerBound * size
        loop(pointer + start, size, x + start, size, y + start, size, range.count)
      }
      if a.isWrappedNumber && b.isWrappedNumber { output.isWrappedNumber = true }
      return output
    }
    return computeGeneral(a, b, at: site)
  }

  private func computeGeneral(_ a: Tensor, _ b: Tensor, at site: CallSite?) -> Tensor {
    if let output = computeWithRepeated(a, b, at: site) { return output }
    let sizes = Broadcasting.sizes(a, b, at: site)
    let dtype = resultDType(a, b)
    if dividesIntegers && !dtype.isFloatingPoint { refuseZero(in: b, dtype, at: site) }
    if computesWide(a, b, dtype) {
      let output = OutputLayout.tensor(sizes, like: a, b, dtype: .float32, at: site)
      Tensor.run(loop(.float32, b, at: site), output, a.converted(to: dtype).converted(to: .float32), b.converted(to: .float32))
      return output.converted(to: dtype)
    }
    let output = OutputLayout.tensor(sizes, like: a, b, dtype: dtype, at: site)
    Tensor.run(loop(dtype, b, at: site), output, a.converted(to: dtype), b.converted(to: dtype))
    return output
  }
}

extension BinaryOperator {
  /// Where one operand is a single element for all of the other, which is row-major and has the result's shape and dtype: a number, or
  /// what `expand` made. The everyday case, without the general one's walk over strides.
  private func computeWithRepeated(_ a: Tensor, _ b: Tensor, at site: CallSite?) -> Tensor? {
    if a.isRowMajor && b.isOneElement(for: a) { return compute(whole: a, single: b, isSecond: true, at: site) }
    if b.isRowMajor && a.isOneElement(for: b) { return compute(whole: b, single: a, isSecond: false, at: site) }
    return nil
  }

  private func compute(whole: Tensor, single: Tensor, isSecond: Bool, at site: CallSite?) -> Tensor? {
    let dtype = resultDType(whole, single)
    // Without elements, and with the strides that a transpose leaves a size of 1, those of a result follow rules of their own.
    if whole.dtype != dtype || whole.isWrappedNumber || whole.numel == 0 || whole.isMeta || single.isMeta { return nil }
    if isSecond && computesWide(whole, single, dtype) { return nil }
    if !whole.hasContiguousStrides { return nil }
    let output = Tensor(uninitializedLike: whole)
    if dividesIntegers && !dtype.isFloatingPoint { refuseZero(in: isSecond ? single : whole, dtype, at: site) }
    let (loop, size, count) = (loop(dtype, isSecond ? single : whole, at: site), dtype.byteCount, whole.numel)
    var element = SIMD2<UInt64>()
    withUnsafeMutableBytes(of: &element) { element in
      let element = element.baseAddress!
      gb_cast(single.dtype.kernel, dtype.kernel)(element, size, single.bytes, single.dtype.byteCount, 1)
      let (pointer, source) = (output.bytes, whole.bytes)
      Parallel.run(count: count) { range in
        let start = range.lowerBound * size
        if isSecond {
          loop(pointer + start, size, source + start, size, element, 0, range.count)
        } else {
          loop(pointer + start, size, element, 0, source + start, size, range.count)
        }
      }
    }
    return output
  }
}

extension Tensor {
  /// Whether this tensor, broadcast to the other's shape, is one element at every place.
  fileprivate final func isOneElement(for other: Tensor) -> Bool {
    if sizes.count == 0 { return true }
    let lead = other.sizes.count - sizes.count
    if lead < 0 { return false }
    for i in sizes.indices where sizes[i] != 1 && (steps[i] != 0 || sizes[i] != other.sizes[lead + i]) { return false }
    return true
  }
}

extension Tensor {
  /// Runs a loop over an output and two inputs that broadcast to its shape.
  static func run(_ loop: gb_binary_loop, _ output: Tensor, _ a: Tensor, _ b: Tensor) {
    if output.isMeta { return }
    let (pointer, x, y) = (output.bytes, a.bytes, b.bytes)
    if output.isRowMajor && a.isRowMajor && b.isRowMajor && a.numel == output.numel {
      if b.numel == output.numel || b.numel == 1 {
        let step = b.numel == output.numel ? b.dtype.byteCount : 0
        loop(pointer, output.dtype.byteCount, x, a.dtype.byteCount, y, step, output.numel)
        return
      }
    }
    StridedLoop(output.sizes, output, a, b).forEachRun { offsets, strides, count in
      loop(pointer + offsets[0], strides[0], x + offsets[1], strides[1], y + offsets[2], strides[2], count)
    }
  }
}
