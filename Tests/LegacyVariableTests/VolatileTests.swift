import Autograd
import LegacyVariable
import Testing

@Suite("A volatile Variable")
struct VolatileTests {
  private let plain = Variable(Tensor([1.0, 2.0]))
  private let required = Variable(Tensor([1.0, 2.0]), requiresGrad: true)
  private let volatile = Variable(Tensor([3.0, 4.0]), volatile: true)

  @Test("spreads: one volatile input is enough, and nothing is recorded")
  func spreading() {
    for result in [
      volatile * 2, volatile + plain, required * volatile, Variable.cat([required, volatile]), volatile[0], volatile.view(2, 1),
    ] {
      #expect(result.volatile && !result.requiresGrad && result.gradFn == nil)
    }
    #expect(!(required * 2).volatile && (required * plain).requiresGrad && !(plain * 2).requiresGrad)
  }

  @Test("saves nothing: what went in is let go at once")
  func savesNothing() {
    weak var input: Variable?
    let result: Variable
    do {
      let x = Variable(Tensor([1.0]), volatile: true)
      input = x
      result = x.exp().exp()
    }
    #expect(input == nil && result.volatile)
  }

  @Test("makes volatile what it is written into")
  func writing() {
    let x = required * 1
    x[0] = volatile[0]
    #expect(x.volatile && !x.requiresGrad && x.gradFn == nil)
    #expect(x.data.array(of: Float.self) == [3, 2])
    plain.add_(volatile)
    #expect(plain.volatile)
  }

  @Test("its views may be written")
  func views() {
    volatile[0].fill_(9)
    #expect(volatile.data.array(of: Float.self) == [9, 4])
  }

  @Test("detached it stays volatile; a leaf may be made volatile and back")
  func detaching() {
    #expect(volatile.detach().volatile && !required.detach().volatile && !required.detach().requiresGrad)
    plain.volatile = true
    #expect((plain * 2).volatile)
    plain.volatile = false
    #expect(!(plain * 2).volatile)
  }

  @Test("a gradient is volatile unless it was computed to be differentiated, and stays what it was first")
  func gradients() throws {
    try (required * 2).sum().backward()
    #expect(required.grad?.volatile == true)
    try (required * 2).sum().backward(createGraph: true)
    #expect(required.grad?.volatile == true)
    #expect(required.grad?.data.array(of: Float.self) == [4, 4])
  }
}
