/// The strides of a fresh result, which follow those of its inputs: `x.t().exp()` is laid out as `x.t()`.
enum OutputLayout {
  static func tensor(_ sizes: Dimensions, like input: Tensor, dtype: DType, at site: CallSite? = nil) -> Tensor {
    if isPlain(input, sizes) { return Tensor(uninitialized: sizes, dtype) }
    return tensor(sizes, like: [input], dtype: dtype, at: site)
  }

  static func tensor(_ sizes: Dimensions, like a: Tensor, _ b: Tensor, dtype: DType, at site: CallSite? = nil) -> Tensor {
    if isPlain(a, sizes) && isPlain(b, sizes) { return Tensor(uninitialized: sizes, dtype) }
    return tensor(sizes, like: [a, b], dtype: dtype, at: site)
  }

  private static func isPlain(_ input: Tensor, _ sizes: Dimensions) -> Bool { input.isRowMajor && input.sizes == sizes && !input.isMeta }

  static func tensor(_ sizes: Dimensions, like inputs: [Tensor], dtype: DType, at site: CallSite? = nil) -> Tensor {
    if inputs.allSatisfy({ isPlain($0, sizes) }) { return Tensor(uninitialized: sizes, dtype) }
    let device = Device.common(inputs, at: site)
    let isPlainMeta = device == .meta && inputs.allSatisfy { $0.isRowMajor && $0.sizes == sizes }
    return isPlainMeta ? Tensor.empty(sizes, dtype, device) : Tensor.empty(strided: sizes, strides(sizes, inputs), dtype, device)
  }

  /// PyTorch's order: where all inputs are dense and laid out alike, as they are; else dimensions sorted by the inputs' strides, the
  /// first input that tells two dimensions apart deciding.
  private static func strides(_ sizes: Dimensions, _ inputs: [Tensor]) -> Dimensions {
    let first = inputs[0]
    if inputs.allSatisfy({ $0.sizes == sizes && $0.isNonOverlappingAndDense && $0.steps == first.steps }) { return first.steps }
    let n = sizes.count
    let steps = inputs.map { $0.broadcastStrides(to: sizes) }
    var permutation = Dimensions(repeating: 0, count: n)
    for i in 0..<n { permutation[i] = n - 1 - i }
    for i in stride(from: 1, to: n, by: 1) {
      var moving = i
      for other in stride(from: i - 1, through: 0, by: -1) {
        let order = compare(permutation[other], permutation[moving], steps, sizes)
        if order > 0 {
          permutation.swapAt(other, moving)
          moving = other
        } else if order < 0 {
          break
        }
      }
    }
    if (0..<n).allSatisfy({ permutation[$0] == n - 1 - $0 }) { return sizes.contiguousStrides }
    // Unlike a row-major layout, this one lets a size of 0 make the strides above it 0, as PyTorch's does.
    var result = sizes
    var step = 1
    for i in 0..<n {
      result[permutation[i]] = step
      step &*= sizes[permutation[i]]
    }
    return result
  }

  /// More than 0 if dimension `a` steps further than `b`, 0 if nothing tells.
  private static func compare(_ a: Int, _ b: Int, _ steps: [Dimensions], _ sizes: Dimensions) -> Int {
    for step in steps {
      let (x, y) = (step[a], step[b])
      if x == 0 || y == 0 { continue }
      if x != y { return x < y ? -1 : 1 }
      if sizes[a] > sizes[b] { return 1 }
    }
    return 0
  }
}
