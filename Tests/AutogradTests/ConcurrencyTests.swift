import Autograd
import Dispatch
import Testing

/// Each in a process of its own, because a race may end it.
@Suite("Two threads at once")
struct ConcurrencyTests {
  /// Lets a closure that runs on several threads use a tensor. Reading one from two threads is allowed, and so is `backward()`; that it
  /// works is what these tests show.
  struct Shared: @unchecked Sendable {
    let tensor: Tensor
    init(_ tensor: Tensor) { self.tensor = tensor }
  }

  @Test("backward on separate graphs")
  func separateGraphs() async {
    await #expect(processExitsWith: .success) {
      DispatchQueue.concurrentPerform(iterations: 8) { i in
        for _ in 0..<300 {
          let x = Tensor([Double(i), 2.0], dtype: .float64, requiresGrad: true)
          var y = x
          for _ in 0..<20 { y = (y * x).tanh() + x }
          let gradient = try? grad(outputs: [y.sum()], inputs: [x], retainGraph: true)[0]
          try? y.sum().backward()
          #expect(x.grad?.array(of: Double.self) == gradient?.array(of: Double.self))
        }
      }
    }
  }

  @Test("backward on graphs that share their leaves: no gradient is lost")
  func sharedLeaves() async {
    await #expect(processExitsWith: .success) {
      for _ in 0..<20 {
        let x = Shared(Tensor.ones([50], dtype: .float64, requiresGrad: true))
        let w = Shared(Tensor.ones([50], dtype: .float64, requiresGrad: true))
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
          for _ in 0..<100 { try? (x.tensor * w.tensor + x.tensor.view(50)).sum().backward() }
        }
        #expect(x.tensor.grad!.array(of: Double.self) == Array(repeating: 800, count: 50))
        #expect(w.tensor.grad!.array(of: Double.self) == Array(repeating: 400, count: 50))
      }
    }
  }

  @Test("backward through a part of the graph that both share, kept by retainGraph")
  func sharedGraph() async {
    await #expect(processExitsWith: .success) {
      let x = Shared(Tensor.full([10], 0.5, dtype: .float64, requiresGrad: true))
      let y = Shared(x.tensor.exp() * x.tensor)
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        for _ in 0..<200 { try? (y.tensor * 2).sum().backward(retainGraph: true) }
      }
      let expected = 800 * 2 * (x.tensor.detach().exp() * 1.5)
      #expect(x.tensor.grad!.allclose(expected))
    }
  }

  @Test("grad mode belongs to the thread")
  func gradMode() {
    noGrad {
      DispatchQueue.concurrentPerform(iterations: 2) { _ in }
      let group = DispatchGroup()
      DispatchQueue.global().async(group: group) { #expect(isGradEnabled) }
      group.wait()
      #expect(!isGradEnabled)
    }
  }

  @Test("views of one tensor taken by several threads share one version counter")
  func views() async {
    await #expect(processExitsWith: .success) {
      for _ in 0..<300 {
        let x = Shared(Tensor.zeros([4]))
        DispatchQueue.concurrentPerform(iterations: 4) { i in noGrad { _ = x.tensor[i].detach() } }
        let (a, b) = (x.tensor[0], x.tensor[1])
        a.add_(1)
        #expect(b.version == 1 && x.tensor.version == 1)
      }
    }
  }
}
