/// PyTorch's rules for shapes that meet: aligned at the last dimension, a 1 stretches.
enum Broadcasting {
  static func sizes(_ a: Tensor, _ b: Tensor, at site: CallSite?) -> Dimensions {
    if a.sizes == b.sizes { return a.sizes }
    return sizes(a.sizes, b.sizes, at: site)
  }

  static func sizes(_ a: Dimensions, _ b: Dimensions, at site: CallSite?) -> Dimensions {
    let count = max(a.count, b.count)
    var result = Dimensions(repeating: 1, count: count)
    var i = count - 1
    while i >= 0 {
      let x = i - (count - a.count) >= 0 ? a[i - (count - a.count)] : 1
      let y = i - (count - b.count) >= 0 ? b[i - (count - b.count)] : 1
      if x != y && x != 1 && y != 1 {
        fail("The size of tensor a (\(x)) must match the size of tensor b (\(y)) at non-singleton dimension \(i)", at: site)
      }
      result[i] = x == 1 ? y : x
      i -= 1
    }
    return result
  }
}

extension Tensor {
  /// Whether a tensor of these sizes can be expanded to the others.
  static func canExpand(_ sizes: Dimensions, to target: Dimensions) -> Bool {
    if sizes.count > target.count { return false }
    let lead = target.count - sizes.count
    for i in sizes.indices where sizes[i] != 1 && sizes[i] != target[lead + i] { return false }
    return true
  }
}
