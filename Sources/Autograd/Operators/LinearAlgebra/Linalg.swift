import COpenBLAS

// swift-format-ignore: TypeNamesShouldBeCapitalized
/// Linear algebra: PyTorch's `torch.linalg`.
///
///     let x = linalg.solve(a, b)
///     let (u, s, vh) = linalg.svd(a, fullMatrices: false)
///
/// Matrices are the last two dimensions; the others are batches, and every matrix of a batch is worked on by itself. Factorisations work in
/// float32 and float64. Where two tensors meet, their batches broadcast. What comes out of LAPACK is column-major, as in PyTorch.
public enum linalg {}

extension Tensor {
  /// The sizes of the batch in front of the matrices.
  final var batchSizes: Dimensions { Dimensions(shape.dropLast(2)) }

  /// Refuses what is not a matrix or a batch of them.
  final func refuseUnlessMatrix(_ function: String, _ argument: String = "A", at site: CallSite) {
    if dim < 2 { fail("\(function): The input tensor \(argument) must have at least 2 dimensions.", at: site) }
  }

  /// Refuses what is not a square matrix or a batch of them.
  final func refuseUnlessSquare(_ function: String, at site: CallSite) {
    refuseUnlessMatrix(function, at: site)
    if size(-1) != size(-2) {
      fail("\(function): A must be batches of square matrices, but they are \(size(-2)) by \(size(-1)) matrices", at: site)
    }
  }

  /// Refuses integers.
  final func refuseUnlessFloating(_ function: String, allowsHalves: Bool = true, at site: CallSite) {
    if !dtype.isFloatingPoint {
      fail("\(function): Expected a floating point or complex tensor as input. Got \(dtype.scalarTypeName)", at: site)
    }
    if !allowsHalves && dtype.byteCount == 2 {
      fail("\(function): Low precision dtypes not supported. Got \(dtype.scalarTypeName)", at: site)
    }
  }

  /// Ends the program because LAPACK has no routine for this dtype.
  final func refuseKernel(_ kernel: String, at site: CallSite) -> Never {
    fail("\"\(kernel)\" not implemented for '\(dtype.scalarTypeName)'", at: site)
  }

  /// The memory of matrix `i` of a batch without gaps between the matrices.
  final func matrix<Element>(_ i: Int, as _: Element.Type) -> UnsafeMutablePointer<Element> {
    bytes.assumingMemoryBound(to: Element.self) + i * size(-1) * size(-2)
  }

  /// A fresh tensor whose matrices are column-major, as LAPACK wants them.
  static func columnMajor(uninitialized sizes: Dimensions, _ dtype: DType, _ device: Device) -> Tensor {
    empty(strided: sizes, columnMajorStrides(sizes), dtype, device)
  }

  /// A copy, outside of the graph, whose matrices are column-major.
  final func columnMajorCopy() -> Tensor { cloned(strides: Tensor.columnMajorStrides(sizes)) }

  private static func columnMajorStrides(_ sizes: Dimensions) -> Dimensions {
    var strides = sizes.contiguousStrides
    strides[sizes.count - 2] = 1
    strides[sizes.count - 1] = Swift.max(sizes[sizes.count - 2], 1)
    return strides
  }

  /// Expanded along the dimensions of the batch.
  final func expandedBatch(_ batch: Dimensions) -> Tensor {
    batch == batchSizes ? self : expand(batch.array + [size(-2), size(-1)])
  }
}

/// Runs LAPACK on each matrix of a batch.
struct LAPACKBatch {
  let count: Int

  init(_ tensor: Tensor) {
    _ = MatrixProduct.isReady
    count = tensor.batchSizes.product
  }

  /// - Parameter work: How many multiplications a matrix takes, about.
  func forEach(work: Int, _ body: (Int) -> Void) {
    Parallel.run(count: count, grain: Swift.max(1, 4 * Parallel.grain / Swift.max(work, 1))) { range in
      for i in range { body(i) }
    }
  }
}

extension linalg {
  /// Fails if LAPACK failed at a matrix: `info`, int32 and one number a matrix, is 0 where all went well.
  static func refuseFailures(_ info: Tensor, _ function: String, at site: CallSite, _ text: (Int) -> String) {
    if info.isMeta { return }
    let numbers = info.bytes.assumingMemoryBound(to: Int32.self)
    for i in 0..<info.numel where numbers[i] != 0 {
      fail("\(function): \(info.dim > 0 ? "(Batch element \(i)): " : "")\(text(Int(numbers[i])))", at: site)
    }
  }
}
