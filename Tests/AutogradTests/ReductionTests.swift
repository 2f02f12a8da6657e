import Autograd
import Testing

@Suite("Reductions against a loop over the elements")
struct ReductionTests {
  /// The positions and values of a tensor, in row-major order.
  private func elements(_ x: Tensor) -> [(index: [Int], value: Double)] {
    var indices: [[Int]] = [[]]
    for size in x.shape { indices = indices.flatMap { head in (0..<size).map { head + [$0] } } }
    return Array(zip(indices, x.array(of: Double.self)))
  }

  private func naive(_ x: Tensor, _ dims: Set<Int>, _ combine: ([Double]) -> Double) -> [Double] {
    var groups: [[Int]: [Double]] = [:]
    var order: [[Int]] = []
    for (index, value) in elements(x) {
      let key = index.indices.filter { !dims.contains($0) }.map { index[$0] }
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(value)
    }
    return order.map { combine(groups[$0]!) }
  }

  private static let inputs: [@Sendable (DType) -> Tensor] = [
    { Layout.rowMajor.tensor(sample(24).map { ($0 * 20).rounded() - 20 }, [2, 3, 4], dtype: $0) },
    { Layout.reversed.tensor(sample(24).map { ($0 * 20).rounded() - 20 }, [2, 3, 4], dtype: $0) },
    { Layout.everySecond.tensor(sample(24).map { ($0 * 20).rounded() - 20 }, [2, 3, 4], dtype: $0) },
    { Layout.rowMajor.tensor(sample(24).map { ($0 * 20).rounded() - 20 }, [2, 3, 4], dtype: $0).permute(1, 2, 0) },
    { Layout.rowMajor.tensor(sample(12).map { ($0 * 20).rounded() - 20 }, [3, 1, 4], dtype: $0).expand(3, 2, 4) },
    { Layout.rowMajor.tensor(sample(300).map { ($0 * 20).rounded() - 20 }, [10, 30], dtype: $0) },
    { Layout.reversed.tensor(sample(300).map { ($0 * 20).rounded() - 20 }, [10, 30], dtype: $0) },
    { Layout.rowMajor.tensor(sample(1).map { ($0 * 20).rounded() - 20 }, [1, 1], dtype: $0) },
    { Layout.rowMajor.tensor(sample(7).map { ($0 * 20).rounded() - 20 }, [7], dtype: $0) },
    { Layout.rowMajor.tensor([5], [], dtype: $0) },
  ]

  private func subsets(_ count: Int) -> [[Int]] {
    (1..<(1 << max(count, 1))).map { bits in (0..<count).filter { bits >> $0 & 1 == 1 } }.filter { !$0.isEmpty }
  }

  private func expectEqual(_ actual: Tensor, _ expected: [Double], _ name: String, _ tolerance: Double = 1e-4) {
    let values = actual.array(of: Double.self)
    #expect(values.count == expected.count, "\(name)")
    for (a, b) in zip(values, expected) where abs(a - b) > tolerance * max(1, abs(b)) {
      Issue.record("\(name): \(values) in place of \(expected)")
      return
    }
  }

  @Test(
    "every dtype, layout, choice of dimensions and keepdim", arguments: inputs.indices,
    [DType.float64, .float32, .int64, .int32, .int8, .uint8])
  func all(_ number: Int, _ dtype: DType) {
    let x = Self.inputs[number](dtype)
    for dims in subsets(x.dim) {
      let set = Set(dims)
      for keepdim in [false, true] {
        let name = "shape \(x.shape), strides \(x.strides), \(dtype), dimensions \(dims)"
        let shape = x.shape.indices.compactMap { set.contains($0) ? (keepdim ? 1 : nil) : x.shape[$0] }
        let sum = x.sum(dims, keepdim: keepdim)
        #expect(sum.shape == shape, "\(name)")
        expectEqual(sum, naive(x, set) { $0.reduce(0, +) }, "sum, " + name)
        if dims.count == 1 {
          let d = dims[0]
          let (largest, at) = x.max(d, keepdim: keepdim)
          #expect(largest.shape == shape && at.shape == shape, "\(name)")
          expectEqual(largest, naive(x, set) { $0.max()! }, "max, " + name)
          expectEqual(at, naive(x, set) { Double($0.firstIndex(of: $0.max()!)!) }, "argmax, " + name)
          let (smallest, place) = x.min(d, keepdim: keepdim)
          expectEqual(smallest, naive(x, set) { $0.min()! }, "min, " + name)
          expectEqual(place, naive(x, set) { Double($0.firstIndex(of: $0.min()!)!) }, "argmin, " + name)
          expectEqual(x.argmax(d, keepdim: keepdim), naive(x, set) { Double($0.firstIndex(of: $0.max()!)!) }, "argmax, " + name)
          expectEqual(x.all(d, keepdim: keepdim), naive(x, set) { $0.contains(0) ? 0 : 1 }, "all, " + name)
          expectEqual(x.any(d, keepdim: keepdim), naive(x, set) { $0.contains { $0 != 0 } ? 1 : 0 }, "any, " + name)
        }
        guard dtype.isFloatingPoint else { continue }
        expectEqual(x.mean(dims, keepdim: keepdim), naive(x, set) { $0.reduce(0, +) / Double($0.count) }, "mean, " + name)
        let norms: [(Scalar, ([Double]) -> Double)] = [
          (2, { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }), (1, { $0.reduce(0) { $0 + abs($1) } }),
          (.double(.infinity), { $0.map(abs).max()! }), (.double(-.infinity), { $0.map(abs).min()! }),
          (0, { Double($0.count { $0 != 0 }) }),
        ]
        for (p, norm) in norms {
          let result = x.norm(p: p, dim: dims, keepdim: keepdim)
          #expect(result.shape == shape && result.dtype == dtype, "\(name)")
          expectEqual(result, naive(x, set, norm), "norm \(p), " + name)
        }
      }
    }
    let whole = Set(x.shape.indices)
    expectEqual(x.sum(), naive(x, whole) { $0.reduce(0, +) }, "sum of \(x.shape)")
    expectEqual(x.max(), naive(x, whole) { $0.max()! }, "max of \(x.shape)")
    expectEqual(x.min(), naive(x, whole) { $0.min()! }, "min of \(x.shape)")
    expectEqual(x.amax(), naive(x, whole) { $0.max()! }, "amax of \(x.shape)")
    expectEqual(x.argmax(), naive(x, whole) { Double($0.firstIndex(of: $0.max()!)!) }, "argmax of \(x.shape)")
    expectEqual(x.argmin(), naive(x, whole) { Double($0.firstIndex(of: $0.min()!)!) }, "argmin of \(x.shape)")
    expectEqual(x.amin(-1, keepdim: true), naive(x, [max(x.dim - 1, 0)]) { $0.min()! }, "amin of \(x.shape)")
  }

  @Test("of nothing: a sum is 0, a mean NaN, all is true, any false; along a dimension that stays there is nothing")
  func empty() {
    let x = Tensor.zeros(0, 3)
    #expect(x.sum().item() == 0)
    #expect(x.sum(0).array(of: Float.self) == [0, 0, 0])
    #expect(x.sum(1).shape == [0])
    #expect(x.mean().item().isNaN)
    #expect(x.all().item() == 1)
    #expect(x.any().item() == 0)
    #expect(x.max(1).values.shape == [0])
    #expect(x.norm().item() == 0)
  }

  @Test("a float32 sum of a million small numbers is right to a few units in the last place")
  func precision() {
    let x = Tensor([0.1]).expand(1_000_000).contiguous()
    #expect(abs(x.sum().item() - 100_000.0015) < 0.05)
    #expect(abs(x.view(1000, 1000).sum(0).sum().item() - 100_000.0015) < 0.1)
    #expect(abs(x.view(1000, 1000).t().mean(1).mean().item() - 0.1) < 1e-7)
  }
}
