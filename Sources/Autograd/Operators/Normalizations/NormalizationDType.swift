import CKernels

/// The type that a normalisation computes in, and what it refuses.
enum NormalizationDType {
  /// float64 in itself, the others in float32. Parameters have the input's dtype, or float32 beside one of 16 bits.
  static func of(_ input: Tensor, parameters: [Tensor?], loop: String, at site: CallSite) -> DType {
    if !input.dtype.isFloatingPoint { fail("\"\(loop)\" not implemented for '\(input.dtype.scalarTypeName)'", at: site) }
    for case let parameter? in parameters where parameter.dtype != input.dtype {
      if input.dtype.byteCount == 2 && parameter.dtype == .float32 { continue }
      fail("mixed dtype (CPU): all inputs must share same datatype.", at: site)
    }
    return input.dtype == .float64 ? .float64 : .float32
  }
}

extension Tensor {
  /// Row-major and of another dtype, outside of the graph.
  final func prepared(_ dtype: DType) -> Tensor {
    let converted = converted(to: dtype)
    return converted.isRowMajor ? converted : converted.cloned(strides: sizes.contiguousStrides)
  }

  /// The elements of a row-major float64 tensor.
  final var doubles: UnsafeMutablePointer<Double> { bytes.assumingMemoryBound(to: Double.self) }
}

extension DType {
  var rows: UnsafePointer<gb_row_kernels> { gb_rows(kernel) }
}
