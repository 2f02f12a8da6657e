import Autograd
import ProcessMemory
import Testing

@Suite("Memory")
struct MemoryTests {
  @Test("a long training loop keeps no more memory than a short one")
  func trainingLoop() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor(sample(64), dtype: .float32).view(16, 4)
      let w = Tensor(sample(12), dtype: .float32).view(4, 3).requiresGrad_()
      let b = Tensor.zeros([3], requiresGrad: true)
      func step() throws {
        let sums = x.matmul(w) + b
        sums[0..<4].mul_(0.5)
        let hidden = sums.tanh()
        let loss = (hidden.exp().log() - 0.3).pow(2).mean() + hidden.norm() + hidden.max()
        try loss.backward()
        noGrad {
          w.sub_(w.grad! * 0.01)
          b.sub_(b.grad! * 0.01)
        }
        w.grad = nil
        b.grad!.zero_()
      }
      for _ in 0..<2000 { try step() }
      let before = peakMemory()
      for _ in 0..<10_000 { try step() }
      // In kilobytes: one lost tensor a step would be more than 2000.
      #expect(peakMemory() < before + 600)
    }
  }

  @Test("a saved output forms no cycle, nor do retained gradients, writes to views and regenerated nodes (point 6)")
  func noCycles() throws {
    weak var released: Tensor?
    weak var node: Node?
    do {
      let x = Tensor([1.0, 2.0], requiresGrad: true)
      let y = x.exp()
      y.retainGrad()
      let w = y * 1
      let v = w[0]
      v.retainGrad()
      v.mul_(3)
      w.add_(1)
      let z = v.tanh().sum()
      released = y
      node = v.gradFn
      try z.backward(retainGraph: true)
    }
    #expect(released == nil)
    #expect(node == nil)
  }

  @Test("a graph that is never walked is released with its output")
  func unusedGraph() {
    weak var node: Node?
    let x = Tensor([1.0], requiresGrad: true)
    do {
      let y = x.exp().sin().sigmoid()
      node = y.gradFn
      #expect(node != nil)
    }
    #expect(node == nil)
  }

  @Test("what was recorded and is never walked leaves nothing behind, whatever recorded it")
  func unwalked() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor(sample(64), dtype: .float32).view(16, 4)
      let w = Tensor(sample(64), dtype: .float32).view(16, 4).requiresGrad_()
      let graphs: [(name: String, record: () -> Void)] = [
        ("an output saved", { _ = w.tanh().sum() }),
        ("an input saved", { _ = w.exp().log() }),
        ("a number saved", { _ = w.mul(0.5) }),
        ("both operands saved", { _ = w.exp() * w.sin() }),
        ("a power and a mean", { _ = (w.exp() - 0.3).pow(2).mean() }),
        ("the place of a maximum", { _ = w.exp().max() }),
        ("a view", { _ = (w * 1)[0..<4] }),
        ("a view written in place", { (w * 1)[0..<4].mul_(x[0..<4]) }),
        ("a number's in-place form", { (w * 1).mul_(0.5) }),
        ("the in-place form of a saved output", { (w * 1)[0..<4].tanh_() }),
        ("a product of matrices", { _ = w.t().matmul(x) }),
        ("three edges", { _ = Tensor.cat([w, w.exp(), w]) }),
        ("a hook", { w.exp().registerHook { _ in nil } }),
        ("a retained gradient", { w.exp().retainGrad() }),
        ("a recorded gradient", { _ = try! grad(outputs: [w.exp().sum()], inputs: [w], createGraph: true) }),
        ("no graph", { _ = noGrad { w * x + 1 } }),
      ]
      for (name, record) in graphs {
        for _ in 0..<1000 { record() }
        let before = peakMemory()
        for _ in 0..<10_000 { record() }
        // In kilobytes: the smallest thing lost each time would be more than 300.
        #expect(peakMemory() < before + 250, "\(name)")
      }
    }
  }
}
