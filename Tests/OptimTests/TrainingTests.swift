import Autograd
import Optim
import Testing

@Suite("Training")
struct TrainingTests {
  /// A tensor whose elements are a function of their place.
  private func tensor(_ shape: [Int], requiresGrad: Bool = false, _ element: (Int) -> Float) -> Tensor {
    Tensor((0..<shape.reduce(1, *)).map(element)).view(shape).clone().requiresGrad_(requiresGrad)
  }

  private var x: Tensor { tensor([20, 3]) { Float(($0 * 7) % 13 - 6) / 6 } }
  private var y: Tensor { tensor([20, 1]) { Float(($0 * 5) % 11 - 5) / 4 } }

  private func expectClose(_ values: [Double], _ expected: [Double]) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) <= 1e-5 * abs(expected), "\(values)") }
  }

  // The figures of the next two are those of PyTorch 2.15, with the same lines in Python.

  @Test("a linear model with SGD has PyTorch's losses, and what the optimizer does not hold gets a gradient but no step")
  func linear() throws {
    let w = tensor([3, 1], requiresGrad: true) { Float($0 - 1) / 2 }
    let b = Tensor.zeros(1, requiresGrad: true)
    let unseen = Tensor([1.0], requiresGrad: true)
    let optimizer = SGD([w, b], lr: 0.05)
    var losses: [Double] = []
    for _ in 0..<100 {
      optimizer.zeroGrad()
      let loss = (x.matmul(w) + b + unseen * 0.25).mseLoss(y)
      try loss.backward()
      optimizer.step()
      losses.append(loss.item())
    }
    expectClose(
      stride(from: 0, to: 100, by: 11).map { losses[$0] },
      [
        0.7972222566604614, 0.7105846405029297, 0.6828016638755798, 0.6651875972747803, 0.6519680023193359, 0.6417838335037231,
        0.6338985562324524, 0.6277807950973511, 0.6230276226997375, 0.6193303465843201,
      ])
    expectClose(w.floats.map(Double.init), [-0.11954174935817719, -0.13484737277030945, -0.10497696697711945])
    expectClose(b.floats.map(Double.init), [-0.22297313809394836])
    #expect(unseen.floats == [1])
    expectClose([unseen.grad?.item() ?? 0], [1.114865303])
  }

  @Test("a net of two layers with Adam has PyTorch's losses")
  func twoLayers() throws {
    let w1 = tensor([3, 8], requiresGrad: true) { Float(($0 * 11) % 17 - 8) / 16 }
    let w2 = tensor([8, 1], requiresGrad: true) { Float(($0 * 3) % 7 - 3) / 6 }
    let (b1, b2) = (Tensor.zeros(8, requiresGrad: true), Tensor.zeros(1, requiresGrad: true))
    let optimizer = Adam([w1, b1, w2, b2], lr: 0.02)
    var losses: [Double] = []
    for _ in 0..<100 {
      let loss = try optimizer.step {
        optimizer.zeroGrad()
        let loss = (x.matmul(w1) + b1).tanh().matmul(w2).add(b2).mseLoss(y)
        try loss.backward()
        return loss
      }
      losses.append(loss.item())
    }
    expectClose(
      stride(from: 0, to: 100, by: 11).map { losses[$0] },
      [
        0.6784846186637878, 0.6105028986930847, 0.5970684289932251, 0.5816752314567566, 0.5642263293266296, 0.5538191199302673,
        0.5504851341247559, 0.5439122319221497, 0.529484212398529, 0.49362286925315857,
      ])
  }
}
