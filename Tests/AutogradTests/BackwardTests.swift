import Autograd
import Testing

@Suite("backward() and grad()")
struct BackwardTests {
  private func text(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  private static let twice =
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved "
    + "intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to "
    + "backward through the graph a second time or if you need to access saved tensors after calling backward."

  @Test("twice is legal where nothing was saved, an error where something was, and legal with retainGraph (point 7)")
  func twice() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = (x + 1).sum()
    try y.backward()
    try y.backward()
    #expect(x.grad!.array(of: Float.self) == [2, 2])
    let z = (x * x).sum()
    try z.backward(retainGraph: true)
    try z.backward()
    #expect(x.grad!.array(of: Float.self) == [6, 10])
    #expect(text { try z.backward() } == Self.twice)
  }

  @Test("errors have PyTorch's text (error-texts)")
  func errors() {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let plain = Tensor([1.0, 2.0])
    #expect(text { try (x * 2).backward() } == "grad can be implicitly created only for scalar outputs")
    #expect(text { try plain.sum().backward() } == "element 0 of tensors does not require grad and does not have a grad_fn")
    #expect(
      text { try (x * 2).backward(gradient: Tensor([1.0, 1.0, 1.0])) }
        == "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of torch.Size([2]).")
    #expect(text { _ = try grad(outputs: [x.sum()], inputs: [plain]) } == "One of the differentiated Tensors does not require grad")
    let unused = Tensor([1.0], requiresGrad: true)
    #expect(
      text { _ = try grad(outputs: [x.sum()], inputs: [unused]) }
        == "The differentiated Tensor at index 0 appears to not have been used in the graph. Set allow_unused=True if this is the desired "
        + "behavior.")
  }

  @Test("a failed pass leaves nothing behind: the next one is right")
  func afterFailure() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x.exp()
    let z = (y * 2 + x * 3).sum()
    y.add_(1)
    #expect(text { try z.backward() } != "no error")
    let before = x.grad?.array(of: Float.self) ?? [0, 0]
    try (x * 3).sum().backward()
    #expect(x.grad!.array(of: Float.self) == before.map { $0 + 3 })
    #expect(isGradEnabled)
  }

  @Test("grad() touches no grad, takes several inputs, and gives nil for what is unused if allowed")
  func gradFunction() throws {
    let (x, y, z) = (Tensor(2.0, requiresGrad: true), Tensor(3.0, requiresGrad: true), Tensor(1.0, requiresGrad: true))
    let w = x * y + x
    let found = try grad(outputs: [w], inputs: [x, y, z], allowUnused: true)
    #expect(found[0]?.item() == 4 && found[1]?.item() == 2 && found[2] == nil)
    #expect(x.grad == nil && y.grad == nil)
    let weighted = try grad(outputs: [x * 2, y * x], inputs: [x], gradOutputs: [Tensor(5.0), Tensor(1.0)])
    #expect(weighted[0]?.item() == 13)
    #expect(try grad(outputs: [x], inputs: [x])[0]?.item() == 1)
  }

  @Test("the node of an input of grad() is not run: what it saved stays, and may have been written")
  func inputsNodeIsNotRun() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x.pow(2)
    #expect(try grad(outputs: [(y * 3).sum()], inputs: [y])[0]!.array(of: Float.self) == [3, 3])
    try y.sum().backward()
    #expect(x.grad!.array(of: Float.self) == [2, 4])
    let a = x.pow(2)
    noGrad { x.add_(1) }
    #expect(try grad(outputs: [(a * 3).sum()], inputs: [a])[0]!.array(of: Float.self) == [3, 3])
  }

  @Test("grad() with respect to two tensors of one chain gives both")
  func chainedInputs() throws {
    let x = Tensor(2.0, requiresGrad: true)
    let y = x * x
    let z = y * 3
    let found = try grad(outputs: [z], inputs: [y, x, z])
    #expect(found.map { $0!.item() } == [3, 12, 1])
  }

  @Test("backward(inputs:) accumulates in these tensors alone")
  func restrictedInputs() throws {
    let (x, y) = (Tensor(2.0, requiresGrad: true), Tensor(3.0, requiresGrad: true))
    let z = x * y
    try (z * 2).backward(retainGraph: true, inputs: [x])
    #expect(x.grad!.item() == 6 && y.grad == nil)
    try (z * 2).backward(inputs: [z])
    #expect(z.grad!.item() == 2 && x.grad!.item() == 6 && y.grad == nil)
  }

  @Test("createGraph: derivatives of every order of x^4, and each stops where no graph was created")
  func higherOrders() throws {
    let x = Tensor(2.0, dtype: .float64, requiresGrad: true)
    var y = x.pow(4)
    var values: [Double] = []
    for _ in 0..<4 {
      y = try grad(outputs: [y], inputs: [x], createGraph: true)[0]!
      values.append(y.item())
    }
    #expect(values == [32, 48, 48, 24])
    let first = try grad(outputs: [x.pow(3)], inputs: [x])[0]!
    #expect(!first.requiresGrad)
    #expect(text { try first.backward() } == "element 0 of tensors does not require grad and does not have a grad_fn")
  }

  @Test("backward(createGraph:) leaves a grad that can be differentiated")
  func gradOfGrad() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    try x.pow(3).sum().backward(createGraph: true)
    let first = x.grad!
    #expect(first.requiresGrad)
    #expect(first.gradFn != nil)
    x.grad = nil
    try first.sum().backward()
    #expect(x.grad!.array(of: Float.self) == [6, 12])
    x.grad = nil
    try x.pow(2).sum().backward(createGraph: true)
    try x.pow(3).sum().backward(createGraph: true)
    #expect(x.grad!.detach().array(of: Float.self) == [5, 16])
    #expect(try grad(outputs: [x.grad!.sum()], inputs: [x])[0]!.array(of: Float.self) == [8, 14])
  }

  @Test("gradients accumulate, the youngest node's first: 1e8 and -1e8 cancel before the 1 comes (point 8)")
  func order() throws {
    let x = Tensor([1.0], requiresGrad: true)
    let (a, b, c) = (x * 1.0, x * 1e8, x * -1e8)
    try (a + b + c).sum().backward()
    #expect(x.grad!.item() == 1)
  }

  @Test("retainGrad keeps the gradient of a tensor that is no leaf, once, and adds up over passes")
  func retained() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x * 2
    y.retainGrad()
    y.retainGrad()
    let z = (y * y).sum()
    try z.backward(retainGraph: true)
    #expect(y.grad!.array(of: Float.self) == [4, 8])
    try z.backward()
    #expect(y.grad!.array(of: Float.self) == [8, 16])
    #expect((x * 2).grad == nil)
  }

  @Test("a gradient has its leaf's layout (point 26), and a leaf its own memory for it (point 12)")
  func layout() throws {
    let x = Tensor.zeros(3, 2).t().detach().requiresGrad_()
    try (x * 2).sum().backward()
    #expect(x.grad!.strides == [1, 2])
    let given = Tensor([1.0, 2.0])
    let leaf = Tensor([1.0, 1.0], requiresGrad: true)
    try leaf.backward(gradient: given)
    #expect(!leaf.grad!.sharesStorage(with: given))
    let (a, b) = (Tensor([[1.0, 2.0]], requiresGrad: true), Tensor([[3.0], [4.0]], requiresGrad: true))
    try (a.view(2) + b.view(2)).backward(gradient: given)
    #expect(!a.grad!.sharesStorage(with: b.grad!))
    #expect(!a.grad!.sharesStorage(with: given))
    a.grad!.zero_()
    #expect(b.grad!.array(of: Float.self) == [1, 2])
    #expect(given.array(of: Float.self) == [1, 2])
    let wide = Tensor([1.0, 2.0], requiresGrad: true)
    try wide.sum().backward()
    #expect(wide.grad!.strides == [1])
  }

  @Test("a gradient that nobody else holds is taken as it is, without a copy (point 12)")
  func stolen() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    try x.exp().sum().backward()
    #expect(x.grad!.version == 0)
    let y = x * 1
    y.retainGrad()
    try y.sum().backward()
    #expect(!x.grad!.sharesStorage(with: y.grad!))
  }

  @Test("accumulating is a write: a graph that saved the old grad notices")
  func accumulationCounts() throws {
    let x = Tensor([1.0], requiresGrad: true)
    let w = Tensor([2.0], requiresGrad: true)
    try (x * 2).sum().backward()
    let saved = x.grad! * w
    #expect(x.grad!.version == 0)
    try (x * 2).sum().backward()
    #expect(x.grad!.version == 1)
    #expect(text { try saved.sum().backward() }.contains("is at version 1; expected version 0 instead"))
  }

  @Test("gradients stop at detach(): x² + detach(x)³ has the slope of x² alone")
  func stopped() throws {
    let x = Tensor([2.0], requiresGrad: true)
    try (x.pow(2) + x.detach().pow(3)).sum().backward()
    #expect(x.grad!.item() == 4)
  }

  @Test("the graph can be walked by nextFunctions (semantics-probes)")
  func nextFunctions() {
    let x = Tensor([1.0], requiresGrad: true)
    let y = x * 2
    #expect(y.gradFn?.name == "MulBackward0")
    #expect(y.gradFn?.nextFunctions.count == 2)
    #expect(y.gradFn?.nextFunctions[0]?.node.name == "torch::autograd::AccumulateGrad")
    #expect(y.gradFn?.nextFunctions[1] == nil)
    #expect((y * y).gradFn?.nextFunctions[1]?.node === y.gradFn)
    #expect(x.gradFn == nil && x.isLeaf)
  }

  @Test("several outputs: each part's gradient comes back to its place, zeros for what is unused")
  func severalOutputs() throws {
    let x = Tensor([1.0, 2.0, 3.0], requiresGrad: true)
    let parts = x.unbind()
    try (parts[0] * 5 + parts[2] * parts[2]).backward()
    #expect(x.grad!.array(of: Float.self) == [5, 0, 6])
  }

  @Test("an output given twice counts twice, and one that leads to another too")
  func repeatedOutputs() throws {
    let x = Tensor(3.0, requiresGrad: true)
    let y = x * x
    let z = y * 2
    #expect(try grad(outputs: [y, y], inputs: [x], retainGraph: true)[0]!.item() == 12)
    #expect(try grad(outputs: [y, z], inputs: [x], retainGraph: true)[0]!.item() == 18)
    #expect(try grad(outputs: [z, y], inputs: [x])[0]!.item() == 18)
  }
}

@Suite("Gradients of gradients that are flat")
struct FlatSecondDerivativeTests {
  // Traces opinfo/nn.functional.relu/float64/dev0 to dev2.
  @Test("the gradient of relu requires grad, and its own gradient is 0")
  func relu() throws {
    let x = Tensor([-1.0, 2.0], dtype: .float64, requiresGrad: true)
    let g = try grad(outputs: [x.relu()], inputs: [x], gradOutputs: [Tensor([1.0, 1.0], dtype: .float64)], createGraph: true)[0]!
    #expect(g.requiresGrad && g.detach().array(of: Double.self) == [0, 1])
    let second = try grad(outputs: [g.sum()], inputs: [x])[0]!
    #expect(second.array(of: Double.self) == [0, 0])
  }
}
