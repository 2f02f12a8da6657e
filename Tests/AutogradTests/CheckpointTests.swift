import Autograd
import Testing

/// The figures and texts are those of a run of PyTorch 2.15.
@Suite("Checkpoints and saved-tensor hooks")
struct CheckpointTests {
  private let x = Tensor([1.0, 2.0], requiresGrad: true)

  /// Runs a checkpoint whose body is told how often it ran before.
  private func counted(_ body: @escaping (Int, Tensor) -> Tensor) -> (y: Tensor, runs: () -> Int) {
    var runs = 0
    let y = checkpoint { () -> Tensor in
      runs += 1
      return body(runs, x)
    }
    return (y, { runs })
  }

  @Test("each backward pass runs the body once more, and gives the gradients that it gives without a checkpoint")
  func twice() throws {
    let (y, runs) = counted { $1.exp().exp() }
    try y.sum().backward(retainGraph: true)
    try y.sum().backward()
    #expect(runs() == 3)
    #expect(abs(x.grad!.floats[0] - 82.3871) < 1e-3)
    #expect(abs(x.grad!.floats[1] - 23913.6191) < 1)
  }

  @Test("second derivatives go through a checkpoint")
  func second() throws {
    let (y, runs) = counted { $1.exp() * $1 }
    let first = try grad(outputs: [y.sum()], inputs: [x], createGraph: true)[0]!
    let second = try grad(outputs: [first.sum()], inputs: [x])[0]!
    #expect(runs() == 3)
    #expect(first.allclose(Tensor([5.4366, 22.1672])))
    #expect(second.allclose(Tensor([8.1548, 29.5562])))
  }

  @Test("a body that saves nothing is not run again")
  func nothingSaved() throws {
    let (y, runs) = counted { $1 + 1 }
    try y.sum().backward()
    #expect(runs() == 1)
  }

  @Test("a body that does something else the second time is refused")
  func mismatch() {
    let fewer = counted { $0 == 1 ? $1.exp().exp() : $1.exp() }
    #expect(
      textThrown { try fewer.y.sum().backward() }
        == "torch.utils.checkpoint: A different number of tensors was saved during the original forward and recomputation.\n"
        + "Number of tensors saved during forward: 2\nNumber of tensors saved during recomputation: 1.")
    let shorter = counted { $0 == 1 ? $1.exp() : $1[0..<1].exp() }
    #expect(
      textThrown { try shorter.y.sum().backward() }
        == "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass.\n"
        + "tensor at position 0:\n"
        + "saved metadata: {'shape': torch.Size([2]), 'dtype': torch.float32, 'device': device(type='cpu')}\n"
        + "recomputed metadata: {'shape': torch.Size([1]), 'dtype': torch.float32, 'device': device(type='cpu')}\n.")
    let more = counted { $0 == 1 ? $1.exp() : $1.exp().exp() }
    #expect(textThrown { try more.y.sum().backward() } == "no error")
  }

  @Test("the random numbers of the second run are those of the first, and the stream goes on as if there had been none")
  func randomNumbers() async {
    // In a process of its own: other tests draw from the default generator as well.
    await #expect(processExitsWith: .success) {
      manualSeed(3)
      var masks: [[Float]] = []
      let x = Tensor([1.0, 2.0], requiresGrad: true)
      let y = checkpoint { () -> Tensor in
        let mask = Tensor.rand([2])
        masks.append(mask.floats)
        return (x * mask).exp()
      }
      let before = Generator.default.state
      try y.sum().backward()
      precondition(masks.count == 2 && masks[0] == masks[1])
      precondition(Generator.default.state.equal(before))
    }
  }

  @Test("a chain of checkpoints within a checkpoint")
  func nested() throws {
    let y = checkpoint { checkpoint { self.x.exp() }.sin() }
    try y.sum().backward()
    let expected = try grad(outputs: [x.exp().sin().sum()], inputs: [x])[0]!
    #expect(x.grad!.allclose(expected))
  }

  @Test("what is saved is packed as the operator runs and unpacked when it is needed, an output in its place of the graph")
  func packing() throws {
    let x = Tensor([2.0], requiresGrad: true)
    var log: [String] = []
    let y = savedTensorsHooks(
      pack: { tensor -> [Float] in
        log.append("pack \(tensor.floats[0]) \(isGradEnabled)")
        return tensor.floats
      },
      unpack: { (numbers: [Float]) -> Tensor in
        log.append("unpack \(numbers[0])")
        return Tensor(numbers)
      }
    ) { (x * 1).exp() * x }
    let first = try grad(outputs: [y], inputs: [x], createGraph: true)[0]!
    #expect(abs(first.floats[0] - 22.1672) < 1e-3)
    #expect(abs(try grad(outputs: [first], inputs: [x])[0]!.floats[0] - 29.5562) < 1e-3)
    #expect(log.filter { $0.hasPrefix("pack") } == ["pack 7.389056 false", "pack 7.389056 false", "pack 2.0 false"].sortedAs(log))
  }

  @Test("of nested hooks the innermost count; a write to the original is not noticed")
  func nestedHooks() throws {
    var log: [String] = []
    func hooked(_ name: String, _ body: () -> Tensor) -> Tensor {
      savedTensorsHooks(
        pack: { tensor -> Tensor in
          log.append(name)
          return tensor
        }, unpack: { $0 }, body)
    }
    let x = Tensor([2.0], requiresGrad: true)
    let a = x * 1
    let y = hooked("outer") {
      _ = hooked("inner") { a.exp() }
      return a.square()
    }
    #expect(log == ["inner", "outer"])
    a.add_(1)
    try y.backward()
    #expect(x.grad!.floats == [6])
  }
}

extension [String] {
  /// The same lines in the order in which a log has them: operators may save their inputs in any order.
  fileprivate func sortedAs(_ log: [String]) -> [String] {
    let packed = log.filter { $0.hasPrefix("pack") }
    return packed.sorted() == sorted() ? packed : self
  }
}
