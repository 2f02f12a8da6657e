import Autograd
import LegacyVariable
import Testing

/// A mistake in a program of old, and the words of PyTorch 0.3.1.
struct Mistake: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let make: @Sendable () -> Void

  var testDescription: String { name }

  init(_ name: String, _ text: String, _ make: @escaping @Sendable () -> Void) {
    self.name = name
    self.text = text
    self.make = make
  }

  static func named(_ name: String) -> Mistake { all.first { $0.name == name }! }

  private static var required: Variable { Variable(Tensor([1.0, 2.0]), requiresGrad: true) }
  private static var volatile: Variable { Variable(Tensor([1.0, 2.0]), volatile: true) }
  private static let leafText = "a leaf Variable that requires grad has been used in an in-place operation."

  static let all: [Mistake] = [
    Mistake("both flags", "Variable can't be volatile and require_grad at the same time!") {
      _ = Variable(Tensor([1.0]), requiresGrad: true, volatile: true)
    },
    Mistake("a computed Variable made volatile", "volatile can only be set on leaf variables") { (required * 2).volatile = true },
    Mistake(
      "a computed Variable that is to require no grad",
      "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't "
        + "require differentiation use var_no_grad = var.detach()."
    ) { (required * 2).requiresGrad = false },
    Mistake("a hook on a volatile one", "cannot register a hook on a volatile variable") { volatile.registerHook { _ in nil } },
    Mistake("a hook without need", "cannot register a hook on a variable that doesn't require gradient") {
      Variable(Tensor([1.0])).registerHook { _ in nil }
    },
    Mistake("a leaf written", leafText) { required.add_(1) },
    Mistake("a leaf assigned to", leafText) {
      let x = required
      x[0] = volatile[0]
    },
    Mistake(
      "types mixed",
      "Expected object of type Variable[torch.FloatTensor] but found type Variable[torch.DoubleTensor] for argument #1 'other'"
    ) { _ = required + Variable(Tensor([1.0, 2.0], dtype: .float64)) },
    Mistake("its own gradient", "can't assign Variable as its own grad") {
      let x = required
      x.grad = x
    },
    Mistake("a gradient of another size", "assigned grad has data of a different size") { required.grad = Variable(Tensor([1.0])) },
    Mistake("a gradient of another type", "assigned grad has data of a different type") { required.grad = Variable(Tensor([1, 2])) },
  ]
}

@Suite("Mistakes with Variables")
struct MistakeTests {
  @Test("a mistake ends the program with the words of 0.3.1", arguments: Mistake.all)
  func text(_ mistake: Mistake) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [name = mistake.name as String] in
      Mistake.named(name).make()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("Fatal error: " + mistake.text), "\(error)")
  }

  @Test("retain_variables warns that it is deprecated")
  func deprecation() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let y = (Variable(Tensor([1.0]), requiresGrad: true) * 2).exp()
      try y.backward(retainVariables: true)
      try y.backward()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("UserWarning: retain_variables option is deprecated and will be removed in 0.3. Use retain_graph instead."))
  }
}
