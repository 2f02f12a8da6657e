import CKernels

/// An elementwise operator on one tensor: its name in the graph, its loop, what its derivative needs and the derivative, together.
final class UnaryOperator: Sendable {
  enum Saved { case nothing, input, output }

  let gradFn: String
  private let operation: gb_unary_op
  /// Whether integers become floating numbers first (`exp`) or stay integers (`neg`).
  private let isFloatingOnly: Bool
  /// PyTorch's name of the loop, which it gives where it has none for a dtype.
  private let kernelName: String
  /// Whether float16 and bfloat16 are among its dtypes.
  private let hasHalves: Bool
  /// The operator's name, where PyTorch has a derivative for it but none for its in-place form.
  private let refusedInPlace: String?
  private let saves: Saved
  private let derivative: Derivative

  init(
    _ gradFn: String, _ operation: gb_unary_op, isFloatingOnly: Bool = true, kernelName: String? = nil, hasHalves: Bool = true,
    refusedInPlace: String? = nil, saves: Saved, derivative: @escaping Derivative
  ) {
    self.gradFn = gradFn
    self.operation = operation
    self.isFloatingOnly = isFloatingOnly
    self.kernelName = kernelName ?? gradFn
    self.hasHalves = hasHalves
    self.refusedInPlace = refusedInPlace
    self.saves = saves
    self.derivative = derivative
  }

  func callAsFunction(_ input: Tensor, at site: CallSite? = nil) -> Tensor {
    if !input.isRecorded { return compute(input, at: site) }
    let node = OperatorNode(gradFn, input, derivative: derivative)
    let output = compute(input, at: site)
    output.setHistory(node)
    switch saves {
    case .nothing: break
    case .input: node.saved0 = SavedTensor(input)
    case .output: node.saved2 = SavedTensor(output: output)
    }
    return output
  }

  /// The in-place form. What the derivative needs of the old values is kept in a copy.
  @discardableResult
  func inPlace(_ target: Tensor, at site: CallSite) -> Tensor {
    var node: OperatorNode?
    var refusal: RefusingNode?
    if target.isRecorded {
      target.checkInPlace(at: site)
      if let refusedInPlace {
        refusal = RefusingNode(inPlace: gradFn.dropLast() + "1", refusedInPlace, input: target)
      } else {
        node = OperatorNode(gradFn, target, derivative: derivative)
        if saves == .input { node!.saved0 = SavedTensor(target.clone()) }
      }
    }
    MemoryOverlap.refuseInternal(target, at: site)
    let dtype = resultDType(target)
    if dtype != target.dtype {
      fail("result type \(dtype.scalarTypeName) can't be cast to the desired output type \(target.dtype.scalarTypeName)", at: site)
    }
    write(target, from: target, at: site)
    target.bumpVersion()
    if let refusal { target.rebaseHistory(refusal) }
    if let node {
      target.rebaseHistory(node)
      if saves == .output { node.saved2 = SavedTensor(output: target, isInPlaceOnView: target.isView) }
    }
    return target
  }

  private func resultDType(_ input: Tensor) -> DType {
    isFloatingOnly && !input.dtype.isFloatingPoint ? .float32 : input.dtype
  }

  @inline(__always)
  private func compute(_ input: Tensor, at site: CallSite?) -> Tensor {
    let dtype = resultDType(input)
    let source = dtype == input.dtype ? input : input.converted(to: dtype)
    let output = fresh(like: source)
    write(output, from: source, at: site)
    return output
  }

  @inline(__always)
  private func fresh(like source: Tensor) -> Tensor {
    if source.isMeta || !source.isRowMajor { return OutputLayout.tensor(source.sizes, like: source, dtype: source.dtype) }
    return source.hasContiguousStrides ? Tensor(uninitializedLike: source) : Tensor(uninitialized: source.sizes, source.dtype)
  }

  @inline(__always)
  private func write(_ output: Tensor, from input: Tensor, at site: CallSite?) {
    guard let loop = gb_unary(operation, output.dtype.kernel), hasHalves || output.dtype.byteCount > 2 else {
      fail("\"\(kernelName)\" not implemented for '\(output.dtype.scalarTypeName)'", at: site)
    }
    Tensor.run(loop, output, input)
  }
}

extension Tensor {
  /// Runs a loop over two tensors, the second broadcast to the first's shape.
  @inline(__always)
  static func run(_ loop: gb_unary_loop, _ output: Tensor, _ input: Tensor) {
    if output.isMeta { return }
    if output.isRowMajor && input.isRowMajor && output.numel == input.numel {
      let (a, b, aSize, bSize) = (output.bytes, input.bytes, output.dtype.byteCount, input.dtype.byteCount)
      Parallel.run(count: output.numel) { range in
        loop(a + range.lowerBound * aSize, aSize, b + range.lowerBound * bSize, bSize, range.count)
      }
      return
    }
    let (a, b) = (output.bytes, input.bytes)
    StridedLoop(output.sizes, output, input).forEachRun { offsets, strides, count in
      loop(a + offsets[0], strides[0], b + offsets[1], strides[1], count)
    }
  }
}
