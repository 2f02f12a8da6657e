import Autograd
import Testing

/// pytorch-behaviour.md, point 9. Each in a process of its own: an overflow of the stack ends it.
@Suite("Graphs of 300,000 nodes")
struct DeepGraphTests {
  static let length = 300_000

  @Test("a chain of sums: backward and release")
  func sums() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor([1.0], requiresGrad: true)
      var y = x
      for _ in 0..<DeepGraphTests.length { y = y + 1 }
      try y.sum().backward()
      #expect(x.grad!.item() == 1)
    }
  }

  @Test("a chain through saved inputs, y = y · x: backward and release")
  func savedInputs() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor([1.0], requiresGrad: true)
      var y = x
      for _ in 0..<DeepGraphTests.length { y = y * x }
      try y.backward()
      #expect(x.grad!.item() == Double(DeepGraphTests.length + 1))
    }
  }

  @Test("a chain through saved outputs, y = exp(y - y): backward, and release without one")
  func savedOutputs() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor([0.5], requiresGrad: true)
      var y = x
      for _ in 0..<DeepGraphTests.length { y = y.tanh() }
      try y.backward()
      #expect(x.grad!.item() > 0)
      var z = x
      for _ in 0..<DeepGraphTests.length { z = z.sigmoid() }
    }
  }

  @Test("a chain of writes in place, on a tensor and on a view of it")
  func writes() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor([1.0, 2.0], requiresGrad: true)
      let y = x * 1
      for _ in 0..<DeepGraphTests.length { y.add_(1) }
      let view = y[0]
      for _ in 0..<100_000 { view.mul_(1) }
      try y.sum().backward()
      #expect(x.grad!.array(of: Float.self) == [1, 1])
    }
  }

  @Test("a chain of views")
  func views() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor([1.0, 2.0], requiresGrad: true)
      var y = x * 1
      for _ in 0..<DeepGraphTests.length { y = y.view(2) }
      try y.sum().backward()
      #expect(x.grad!.array(of: Float.self) == [1, 1])
    }
  }

  @Test("backward and release take time in proportion: ten times the nodes, less than forty times the time")
  func linearTime() async {
    await #expect(processExitsWith: .success) {
      func seconds(_ length: Int) throws -> Double {
        let clock = ContinuousClock()
        let duration = try clock.measure {
          let x = Tensor([1.0], requiresGrad: true)
          var y = x
          for _ in 0..<length { y = y * x }
          try y.backward()
        }
        return Double(duration.components.attoseconds) * 1e-18 + Double(duration.components.seconds)
      }
      _ = try seconds(1000)
      let short = try Swift.min(seconds(20_000), seconds(20_000))
      #expect(try Swift.min(seconds(200_000), seconds(200_000)) < 40 * short)
    }
  }

  @Test("a graph as wide as deep: a diamond at each step is walked once")
  func diamonds() throws {
    let x = Tensor([1.0], dtype: .float64, requiresGrad: true)
    var y = x
    for _ in 0..<1000 { y = (y + y) * 0.5 }
    try y.backward()
    #expect(x.grad!.item() == 1)
  }
}
