import Autograd
import LegacyVariable
import Testing

@Suite("The Variable of 0.3.1")
struct VariableTests {
  private func variable(_ values: [Float], requiresGrad: Bool = false, volatile: Bool = false) -> Variable {
    Variable(Tensor(values), requiresGrad: requiresGrad, volatile: volatile)
  }

  private func values(_ variable: Variable?) -> [Float] { variable?.data.array(of: Float.self) ?? [] }

  @Test("remembers what is done to it, and its gradient is a Variable")
  func gradient() throws {
    let x = variable([1, 2], requiresGrad: true)
    let y = x * x + 2 * x
    #expect(y.requiresGrad && !y.isLeaf && y.gradFn?.name == "AddBackward0" && y.creator === y.gradFn)
    try y.sum().backward()
    #expect(values(x.grad) == [4, 6])
    #expect(x.grad === x.grad && x.isLeaf && x.gradFn == nil)
  }

  @Test("wraps memory without copying it")
  func sharing() {
    let tensor = Tensor([1.0, 2.0])
    let x = Variable(tensor)
    tensor[0] = 5.0
    #expect(values(x) == [5, 2])
    x.data[1] = 7.0
    #expect(tensor.array(of: Float.self) == [5, 7])
    x.data = Tensor([1.0, 2.0, 3.0])
    #expect(x.size() == [3])
  }

  @Test("has at least one dimension: a sum, an element, a product of vectors have size (1,)")
  func noSingleNumbers() throws {
    let x = variable([1, 2, 3], requiresGrad: true)
    let loss = (x * 2).sum()
    #expect(loss.size() == [1] && loss.dim() == 1 && loss.gradFn?.name == "SumBackward0")
    #expect(loss.data[0] as Double == 12)
    #expect(x[1].size() == [1] && x.dot(x).size() == [1] && x.mean().data.shape == [1])
    #expect((loss + x).size() == [3])
    #expect(loss.view(1, 1).size() == [1, 1])
    #expect(Variable.cat([loss, loss]).size() == [2])
    #expect(Variable(Tensor(3.0)).size() == [1])
    try loss.backward(variable([0.5]))
    #expect(values(x.grad) == [1, 1, 1])
  }

  @Test("accumulates gradients, which are forgotten by hand")
  func accumulation() throws {
    let x = variable([1], requiresGrad: true)
    for _ in 0..<2 { try (x * 3).backward() }
    #expect(values(x.grad) == [6])
    x.grad?.data.zero_()
    #expect(values(x.grad) == [0])
    x.grad = nil
    try (x * 3).backward()
    #expect(values(x.grad) == [3])
    x.grad = variable([7])
    #expect(values(x.grad) == [7])
  }

  @Test("a training loop of its time converges")
  func training() throws {
    let x = Variable(Tensor((0..<8).map { Float($0) / 8 }).view(8, 1))
    let y = x * 3 + 1
    let w = Variable(Tensor.zeros(1, 1), requiresGrad: true)
    let b = Variable(Tensor.zeros(1), requiresGrad: true)
    var loss: Variable!
    for _ in 0..<500 {
      loss = (x.mm(w) + b - y).pow(2).mean()
      try loss.backward()
      for p in [w, b] {
        p.data.sub_(p.grad!.data * 0.5)
        p.grad!.data.zero_()
      }
    }
    #expect((loss.data[0] as Double) < 1e-8)
    #expect(abs((w.data[0, 0] as Double) - 3) < 1e-3)
  }

  @Test("a hook may change the gradient")
  func hook() throws {
    let x = variable([1, 2], requiresGrad: true)
    let handle = x.registerHook { $0 * 2 }
    try x.sum().backward()
    #expect(values(x.grad) == [2, 2])
    handle.remove()
    try x.sum().backward()
    #expect(values(x.grad) == [3, 3])
  }

  @Test("is written in place, and the graph knows")
  func inPlace() throws {
    let x = variable([1, 2], requiresGrad: true)
    let y = x * 1
    y.mul_(3)
    y[0] = variable([5])
    y.set(1, to: 4)
    #expect(values(y) == [5, 4] && y.version == 3)
    try y.sum().backward()
    #expect(values(x.grad) == [0, 0])
    let z = variable([1, 2])
    z += 1
    z -= variable([1, 1])
    z *= 4
    z /= 2
    #expect(values(z) == [2, 4])
  }

  @Test("numbers take the Variable's type, and integers divide to integers")
  func integers() {
    let x = Variable(Tensor([7, -7]))
    #expect((x / 2).data.array(of: Int.self) == [3, -3])
    #expect((x * 2.9).data.array(of: Int.self) == [14, -14])
    #expect((x > 0).type() == "torch.ByteTensor" && (x > 0).data.array(of: Int.self) == [1, 0])
    #expect(x.double().type() == "torch.DoubleTensor" && x.float().sum().type() == "torch.FloatTensor")
  }

  @Test("a second derivative by a gradient that is not volatile")
  func secondDerivative() throws {
    let x = variable([2], requiresGrad: true)
    try x.pow(3).backward(variable([1]))
    #expect(x.grad?.volatile == false && x.grad?.requiresGrad == true)
    let first = x.grad!
    x.grad = nil
    try first.backward()
    #expect(values(x.grad) == [12])
    #expect(x.grad?.volatile == true)
  }

  @Test("a parameter requires grad unless told otherwise")
  func parameter() {
    #expect(LegacyParameter(Tensor([1.0])).requiresGrad)
    #expect(!LegacyParameter(Tensor([1.0]), requiresGrad: false).requiresGrad)
    #expect("\(LegacyParameter(Tensor([1.0])))" == "Parameter containing:\n 1\n[torch.FloatTensor of size 1]\n")
  }

  @Test("backward refuses what it can't do, in the words of 0.3.1")
  func refusals() throws {
    let x = variable([1, 2], requiresGrad: true)
    #expect(textThrown { try (x * 2).backward() } == "grad can be implicitly created only for scalar outputs")
    #expect(
      textThrown { try self.variable([1]).backward() } == "element 0 of variables does not require grad and does not have a grad_fn")
    #expect(textThrown { try self.variable([1], volatile: true).backward() } == "element 0 of variables tuple is volatile")
    let y = x.exp().sum()
    try y.backward()
    #expect(
      textThrown { try y.backward() }
        == "Trying to backward through the graph a second time, but the buffers have already been freed. Specify retain_graph=True when "
        + "calling backward the first time.")
    let z = x.exp()
    z.mul_(2)
    #expect(
      textThrown { try z.sum().backward() }
        == "one of the variables needed for gradient computation has been modified by an inplace operation")
    #expect(
      textThrown { try y.backward(retainGraph: true, retainVariables: true) }
        == "only one of retain_graph and retain_variables can be specified")
  }

  private func textThrown(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }
}
