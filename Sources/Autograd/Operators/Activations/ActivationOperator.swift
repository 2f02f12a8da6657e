import CKernels

/// An activation with a kernel for its value and one for its slope: its names in the graph, its operation and its curvature, together.
///
/// The slope is an operator itself, of the gradient and the input, so that it can be differentiated again; then the curvature is needed,
/// which is made of operators.
final class ActivationOperator: Sendable {
  /// What `gb_activation_op` says, in its order.
  typealias Parameters = SIMD3<Double>

  private let operation: gb_activation_op
  /// As PyTorch's messages call the loop.
  private let loopName: String
  private let slopeGradFn: String
  /// The second derivative; nil where it is 0 wherever there is one.
  private let curvature: (@Sendable (Tensor, Parameters) -> Tensor)?

  init(
    _ operation: gb_activation_op, loop: String, slope slopeGradFn: String,
    curvature: (@Sendable (Tensor, Parameters) -> Tensor)? = nil
  ) {
    self.operation = operation
    self.loopName = loop
    self.slopeGradFn = slopeGradFn
    self.curvature = curvature
  }

  func callAsFunction(_ input: Tensor, _ gradFn: String, _ parameters: Parameters = .zero, at site: CallSite) -> Tensor {
    refuseOtherDTypes(input, at: site)
    let output = OutputLayout.tensor(input.sizes, like: input, dtype: input.dtype)
    write(output, from: input, parameters)
    if input.isRecorded {
      let node = OperatorNode(gradFn, input) { s, g in Gradients(self.slope(g, s[0], parameters)) }
      node.saved0 = SavedTensor(input)
      output.setHistory(node)
    }
    return output
  }

  @discardableResult
  func inPlace(_ target: Tensor, _ gradFn: String, _ parameters: Parameters = .zero, at site: CallSite) -> Tensor {
    refuseOtherDTypes(target, at: site)
    return target.writtenInPlace(gradFn, saving: target.isRecorded ? [target.clone()] : [], at: site) { s, g in
      [self.slope(g, s[0], parameters)]
    } write: {
      write(target, from: target, parameters)
    }
  }

  /// The gradient for the input, from that of the output.
  func slope(_ gradient: Tensor, _ input: Tensor, _ parameters: Parameters) -> Tensor {
    let output = OutputLayout.tensor(input.sizes, like: input, dtype: input.dtype)
    writeSlope(output, gradient.converted(to: input.dtype), input, parameters)
    return output.recorded(slopeGradFn, inputs: [gradient, input], saving: [gradient, input]) { s, g in
      var toInput: Tensor?
      if s.needs(1) { toInput = self.curvature.map { g.mul(s[0]).mul($0(s[1], parameters)) } ?? Tensor.zerosLike(s[1]) }
      return [s.needs(0) ? self.slope(g, s[1], parameters) : nil, toInput]
    }
  }

  private func refuseOtherDTypes(_ input: Tensor, at site: CallSite) {
    if !input.dtype.isFloatingPoint { fail("\"\(loopName)\" not implemented for '\(input.dtype.scalarTypeName)'", at: site) }
  }

  private func write(_ output: Tensor, from input: Tensor, _ parameters: Parameters) {
    if output.isMeta { return }
    let loop = gb_activation(operation, output.dtype.kernel)!
    let (to, from, size) = (output.bytes, input.bytes, output.dtype.byteCount)
    withUnsafeBytes(of: parameters) { parameters in
      let parameters = parameters.bindMemory(to: Double.self).baseAddress!
      if output.isRowMajor && input.isRowMajor {
        Parallel.run(count: output.numel) { range in
          let start = range.lowerBound * size
          loop(to + start, size, from + start, size, range.count, parameters)
        }
        return
      }
      StridedLoop(output.sizes, output, input).forEachRun { offsets, strides, count in
        loop(to + offsets[0], strides[0], from + offsets[1], strides[1], count, parameters)
      }
    }
  }

  private func writeSlope(_ output: Tensor, _ gradient: Tensor, _ input: Tensor, _ parameters: Parameters) {
    if output.isMeta { return }
    let loop = gb_activation_slope(operation, output.dtype.kernel)!
    let (to, g, from, size) = (output.bytes, gradient.bytes, input.bytes, output.dtype.byteCount)
    withUnsafeBytes(of: parameters) { parameters in
      let parameters = parameters.bindMemory(to: Double.self).baseAddress!
      let isOneNumber = gradient.steps.array.allSatisfy { $0 == 0 }
      if output.isRowMajor && input.isRowMajor && (gradient.isRowMajor || isOneNumber) {
        let step = isOneNumber ? 0 : size
        Parallel.run(count: output.numel) { range in
          let start = range.lowerBound * size
          loop(to + start, size, g + range.lowerBound * step, step, from + start, size, range.count, parameters)
        }
        return
      }
      StridedLoop(output.sizes, output, gradient, input).forEachRun { offsets, strides, count in
        loop(to + offsets[0], strides[0], g + offsets[1], strides[1], from + offsets[2], strides[2], count, parameters)
      }
    }
  }
}
