import Autograd
import NN
import Testing

/// A mistake in a program, and PyTorch's words for it, as in the reference `module-behaviour.txt`.
private struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let make: @Sendable () -> Void

  init(_ name: String, _ text: String, _ make: @escaping @Sendable () -> Void) {
    testDescription = name
    self.text = text
    self.make = make
  }

  static func named(_ name: String) -> Mistake { all.first { $0.testDescription == name }! }

  private final class Holder: Module {
    var w: Tensor = Parameter([1.0])
    var rm: Tensor = Buffer([1.0])
  }

  static let all: [Mistake] = [
    Mistake("a plain tensor over a parameter", "cannot assign 'torch.FloatTensor' as parameter 'w' (torch.nn.Parameter or None expected)") {
      let module = Holder()
      _ = module.parameters()
      module.w = Tensor([2.0])
      _ = module.stateDict()
    },
    Mistake("a plain tensor over a buffer", "cannot assign 'torch.FloatTensor' as buffer 'rm' (torch.nn.Buffer or None expected)") {
      let module = Holder()
      _ = module.buffers()
      module.rm = Tensor([2.0])
      _ = module.stateDict()
    },
    Mistake("a buffer under a module's name", "attribute 'fc' already exists") { Mixed().registerBuffer("fc", Tensor([1.0])) },
    Mistake("a dot in a buffer's name", "buffer name can't contain \".\"") { Module().registerBuffer("a.b", Tensor([1.0])) },
    Mistake("an empty buffer name", "buffer name can't be empty string \"\"") { Module().registerBuffer("", Tensor([1.0])) },
    Mistake("a dot in a parameter's name", "parameter name can't contain \".\"") { Module().registerParameter("a.b", nil) },
    Mistake("no forward", "Module [Module] is missing the required \"forward\" function") { _ = Module()(Tensor([1.0])) },
    Mistake("an integer parameter", "Only Tensors of floating point and complex dtype can require gradients") { _ = Parameter([1]) },
    Mistake(
      "an integer module", "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.int64"
    ) { Linear(1, 1).to(.int64) },
    Mistake("an input of another size", "mat1 and mat2 shapes cannot be multiplied (2x4 and 3x2)") {
      _ = Linear(3, 2)(Tensor.ones(2, 4))
    },
    Mistake("channels that the filters don't have", "expected input[1, 2, 5, 5] to have 3 channels, but got 2 channels instead") {
      _ = Conv2d(3, 4, 3)(Tensor.ones(1, 2, 5, 5))
    },
    Mistake("dimensions that batch normalisation doesn't take", "expected 4D input (got 2D input)") {
      _ = BatchNorm2d(3)(Tensor.ones(2, 3))
    },
    Mistake("a place beyond a list's end", "index 3 is out of range") { _ = ModuleList(ReLU())[3] },
    Mistake("an unknown nonlinearity", "Unsupported nonlinearity swish") { _ = Init.Nonlinearity("swish") },
  ]
}

@Suite("Mistakes with modules")
struct ModuleMistakeTests {
  @Test("a mistake ends the program with PyTorch's words", arguments: Mistake.all.map(\.testDescription))
  func text(_ name: String) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [name = name as String] in
      Mistake.named(name).make()
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains(Mistake.named(name).text), "\(error)")
  }

  @Test("what an operator refuses in a layer is said to be where the program called the layer")
  func place() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { callWrongly() }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("ModuleMistakeTests.swift:\(lineOfCallWrongly): Fatal error: "), "\(error)")
  }
}

// Outside of the tests, because the body of an exit test is moved to another line.
private let lineOfCallWrongly = #line + 1
private func callWrongly() { _ = Sequential(ReLU(), Linear(3, 2))(Tensor.ones(2, 4)) }
