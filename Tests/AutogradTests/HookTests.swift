import Autograd
import Testing

/// The figures and texts are those of a run of PyTorch 2.15.
@Suite("Hooks")
struct HookTests {
  private let x = Tensor([1.0, 2.0], requiresGrad: true)

  @Test("a tensor that is captured and passed on is handed out as it came; the hook's answer is passed on")
  func capturedAndNeeded() throws {
    let y = x * 2
    let z = y * 3
    y.registerHook { $0 * 10 }
    let both = try grad(outputs: [z.sum()], inputs: [y, x], retainGraph: true)
    #expect(both.map { $0!.floats } == [[3, 3], [60, 60]])
    #expect(try grad(outputs: [z.sum()], inputs: [y], retainGraph: true)[0]!.floats == [30, 30])
    x.registerHook { $0 + 1 }
    #expect(try grad(outputs: [z.sum()], inputs: [x])[0]!.floats == [61, 61])
  }

  @Test("a hook from before a write in place sees the gradient of the old values; retainGrad() that of the new")
  func beforeAndAfterWrite() throws {
    var seen: [String] = []
    let y = x * 2
    y.registerHook { seen.append("before \($0.floats)") }
    y.retainGrad()
    y.mul_(3)
    y.registerHook { seen.append("after \($0.floats)") }
    try (y * 5).sum().backward()
    #expect(seen == ["after [5.0, 5.0]", "before [15.0, 15.0]"])
    #expect(y.grad!.floats == [5, 5])
  }

  @Test("the order: tensor hooks, retained gradient, node pre-hook, node hook, leaf hook, post-accumulate hook (point 10)")
  func order() throws {
    var seen: [String] = []
    let y = x * 2
    y.retainGrad()
    y.registerHook { g in
      seen.append("tensor \(g.floats)")
      return g * 10
    }
    y.gradFn!.registerPrehook { gradients in
      seen.append("pre \(gradients[0]!.floats)")
      return [gradients[0]! + 1]
    }
    y.gradFn!.registerHook { gradInputs, gradOutputs in
      seen.append("node \(gradInputs[0]!.floats) \(gradInputs[1] == nil) \(gradOutputs[0]!.floats)")
      return [gradInputs[0]! + 100, nil]
    }
    x.registerHook { seen.append("leaf \($0.floats)") }
    x.registerPostAccumulateGradHook { seen.append("accumulated \($0.grad!.floats)") }
    try y.sum().backward()
    #expect(
      seen == [
        "tensor [1.0, 1.0]", "pre [10.0, 10.0]", "node [22.0, 22.0] true [11.0, 11.0]", "leaf [122.0, 122.0]",
        "accumulated [122.0, 122.0]",
      ])
    #expect(y.grad!.floats == [10, 10])
  }

  @Test("answers that do not fit are refused with PyTorch's texts; an error of the hook's own ends the pass")
  func refusals() {
    func text(_ hook: @escaping (Tensor) throws -> Tensor?) -> String {
      let x = Tensor([1.0, 2.0], requiresGrad: true)
      x.registerHook(hook)
      return textThrown { try x.sum().backward() }
    }
    #expect(text { _ in Tensor([1.0, 2.0, 3.0]) } == "hook '<lambda>' has changed the size of value")
    #expect(
      text { $0.double() } == "hook '<lambda>' has changed the type of value (was torch.FloatTensor got torch.DoubleTensor)")
    struct Mine: Error, Equatable {}
    let error = #expect(throws: AutogradError.self) {
      let x = Tensor([1.0, 2.0], requiresGrad: true)
      x.registerHook { _ in throw Mine() }
      try x.sum().backward()
    }
    #expect(error?.underlying as? Mine == Mine())
    func nodeText(_ hook: @escaping ([Tensor?], [Tensor?]) throws -> [Tensor?]?) -> String {
      let y = Tensor([1.0, 2.0], requiresGrad: true) * 2
      y.gradFn!.registerHook(hook)
      return textThrown { try y.sum().backward() }
    }
    #expect(nodeText { a, _ in [a[0]] } == "hook '<lambda>' has returned an incorrect number of values (got 1, but expected 2)")
    #expect(nodeText { a, _ in [a[0], a[0]] } == "can't replace a None gradient with a non-None value")
    #expect(nodeText { _, _ in [nil, nil] } == "no error")
  }

  @Test("a post-accumulate hook may use the gradient up; a removed hook is not called; grad() does not accumulate")
  func postAccumulate() throws {
    var seen: [[Float]] = []
    let first = x.registerPostAccumulateGradHook { seen.append($0.grad!.floats) }
    x.registerPostAccumulateGradHook { $0.grad = nil }
    try x.sum().backward()
    try x.sum().backward()
    _ = try grad(outputs: [x.sum()], inputs: [x])
    first.remove()
    first.remove()
    try x.sum().backward()
    #expect(seen == [[1, 1], [1, 1]])
    #expect(x.grad == nil)
  }

  @Test("a view's hook goes with the node it had: after a write to the base it is not called any more")
  func regeneratedView() throws {
    var seen: [String] = []
    let y = x * 2
    let v = y[0]
    v.registerHook { seen.append("v \($0.item())") }
    y.registerHook { seen.append("y \($0.floats)") }
    y.mul_(2)
    v.registerHook { seen.append("v again \($0.item())") }
    try (v * 3).backward()
    #expect(seen == ["v again 3.0", "y [6.0, 0.0]"])
    #expect(x.grad!.floats == [12, 0])
  }

  @Test("an answer is part of the graph under createGraph")
  func differentiable() throws {
    let x = Tensor([2.0], requiresGrad: true)
    let y = x.pow(3)
    y.registerHook { $0 * x }
    let first = try grad(outputs: [y], inputs: [x], createGraph: true)[0]!
    #expect(first.floats == [24])
    #expect(try grad(outputs: [first], inputs: [x])[0]!.floats == [36])
  }

  @Test("a hook may run a backward pass of its own")
  func nestedPass() throws {
    let w = Tensor([3.0], requiresGrad: true)
    x.registerHook { _ in try enableGrad { try (w * w).sum().backward() } }
    try (x * 2).sum().backward()
    #expect(w.grad!.floats == [6])
    #expect(x.grad!.floats == [2, 2])
  }
}
