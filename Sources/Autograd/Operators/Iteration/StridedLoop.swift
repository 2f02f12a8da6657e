/// Walks up to four operands of one shape together, each with strides of its own, and hands out the longest runs it can.
///
/// Dimensions are ordered from the fastest to the slowest of the first operand and merged where all operands allow it, so that a
/// row-major operand is one run whatever its shape.
struct StridedLoop {
  private(set) var sizes: Dimensions
  /// In bytes. A dimension of size 1, in which nobody steps, may have one of any magnitude: what is counted with strides wraps around.
  private(set) var strides: InlineArray<4, Dimensions>
  private var operandCount = 0

  /// The operands are tensors whose shapes broadcast to `sizes`. (A list of them would be an array, for each small operator one.)
  init(_ sizes: Dimensions, _ first: Tensor, _ second: Tensor? = nil, _ third: Tensor? = nil, _ fourth: Tensor? = nil) {
    self.sizes = sizes
    strides = InlineArray(repeating: Dimensions())
    add(first)
    if let second { add(second) }
    if let third { add(third) }
    if let fourth { add(fourth) }
    order()
    merge()
  }

  private mutating func add(_ operand: Tensor) {
    var bytes = operand.broadcastStrides(to: sizes)
    for i in bytes.indices { bytes[i] &*= operand.dtype.byteCount }
    strides[operandCount] = bytes
    operandCount += 1
  }

  /// Puts the dimension with the smallest step first.
  private mutating func order() {
    let n = sizes.count
    if n < 2 { return }
    var permutation = Dimensions(repeating: 0, count: n)
    for i in 0..<n { permutation[i] = n - 1 - i }
    for i in 1..<n {
      var j = i
      while j > 0, isFaster(permutation[j], than: permutation[j - 1]) {
        permutation.swapAt(j, j - 1)
        j -= 1
      }
    }
    let oldSizes = sizes
    for i in 0..<n { sizes[i] = oldSizes[permutation[i]] }
    for k in 0..<operandCount {
      let old = strides[k]
      for i in 0..<n { strides[k][i] = old[permutation[i]] }
    }
  }

  private func isFaster(_ a: Int, than b: Int) -> Bool {
    for k in 0..<operandCount {
      let (x, y) = (strides[k][a].magnitude, strides[k][b].magnitude)
      if x == 0 || y == 0 || x == y { continue }
      return x < y
    }
    return false
  }

  private mutating func merge() {
    let n = sizes.count
    if n < 2 { return }
    var last = 0
    for i in 1..<n {
      let fits = sizes[last] == 1 || sizes[i] == 1 || (0..<operandCount).allSatisfy { strides[$0][last] &* sizes[last] == strides[$0][i] }
      if fits {
        if sizes[last] == 1 { for k in 0..<operandCount { strides[k][last] = strides[k][i] } }
        sizes[last] *= sizes[i]
      } else {
        last += 1
        sizes[last] = sizes[i]
        for k in 0..<operandCount { strides[k][last] = strides[k][i] }
      }
    }
    while sizes.count > last + 1 {
      sizes.remove(at: sizes.count - 1)
    }
  }

  /// Calls `body` for each run with the offset in bytes of each operand, the stride of each along the run, and its length.
  func forEachRun(_ body: (_ offsets: InlineArray<4, Int>, _ strides: InlineArray<4, Int>, _ count: Int) -> Void) {
    let n = sizes.count
    var offsets = InlineArray<4, Int>(repeating: 0)
    var inner = InlineArray<4, Int>(repeating: 0)
    if n == 0 {
      body(offsets, inner, 1)
      return
    }
    for i in 0..<n where sizes[i] == 0 { return }
    for k in 0..<operandCount { inner[k] = strides[k][0] }
    if n == 1 {
      body(offsets, inner, sizes[0])
      return
    }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: n) { index in
      index.initialize(repeating: 0)
      while true {
        body(offsets, inner, sizes[0])
        var d = 1
        while d < n {
          index[d] += 1
          for k in 0..<operandCount { offsets[k] &+= strides[k][d] }
          if index[d] < sizes[d] { break }
          for k in 0..<operandCount { offsets[k] &-= strides[k][d] &* sizes[d] }
          index[d] = 0
          d += 1
        }
        if d == n { return }
      }
    }
  }
}

extension Tensor {
  /// The strides by which this tensor is read as one of shape `target`, to which its shape broadcasts: 0 where it is repeated.
  final func broadcastStrides(to target: Dimensions) -> Dimensions {
    if sizes == target { return steps }
    var result = Dimensions(repeating: 0, count: target.count)
    let lead = target.count - sizes.count
    for i in sizes.indices where sizes[i] != 1 || target[lead + i] == 1 { result[lead + i] = steps[i] }
    return result
  }
}
