import Autograd

/// One shape in several layouts, with the same values.
enum Layout: String, CaseIterable, Sendable {
  case rowMajor, reversed, everySecond, offset

  /// - Parameter values: Row-major.
  func tensor(_ values: [Double], _ shape: [Int], dtype: DType = .float64, requiresGrad: Bool = false) -> Tensor {
    let plain = Tensor(values, dtype: .float64).to(dtype).view(shape)
    let result: Tensor
    switch self {
    case .rowMajor:
      result = plain.clone()
    case .reversed:
      let order = Array(shape.indices.reversed())
      result = Tensor.zeros(Array(shape.reversed()), dtype: dtype).permute(order)
    case .everySecond:
      let wide = Tensor.zeros(shape.map { $0 * 2 }, dtype: dtype)
      result = shape.indices.reduce(wide) { $0[indices: everySecond(of: $1)] }
    case .offset:
      result = Tensor.zeros([3] + shape, dtype: dtype)[1]
    }
    let leaf = result.detach()
    leaf.copy_(plain)
    return leaf.requiresGrad_(requiresGrad)
  }

  /// An index that takes every second place of dimension `d`.
  private func everySecond(of d: Int) -> [any TensorIndex] {
    let all: [any TensorIndex] = (0..<d).map { _ in IndexItem.slice() }
    return all + [IndexItem.slice(0, nil, 2)]
  }
}

/// Numbers between 0.3 and 1.7, no two alike, always the same.
func sample(_ count: Int, seed: Int = 0) -> [Double] {
  (0..<count).map { i -> Double in
    let part = (i * 37 + seed * 11 + 5) % 101
    return 0.3 + 1.4 * Double(part) / 101
  }
}

/// A float64 leaf that requires grad.
func leaf(_ shape: Int..., seed: Int = 0, layout: Layout = .rowMajor) -> Tensor {
  layout.tensor(sample(shape.reduce(1, *), seed: seed), shape, requiresGrad: true)
}
