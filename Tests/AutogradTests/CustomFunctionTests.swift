import Autograd
import Testing

struct Square: Function {
  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
    context.saveForBackward(inputs[0])
    return [inputs[0] * inputs[0]]
  }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) throws -> [Tensor?] {
    [gradOutputs[0]! * 2 * (try context.savedTensors[0])]
  }
}

/// x², whose backward says that it is not differentiable.
struct SquareOnce: Function {
  static var isOnceDifferentiable: Bool { true }

  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] { Square().forward(context, inputs) }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) throws -> [Tensor?] { try Square().backward(context, gradOutputs) }
}

/// e^x, which saves its output.
struct Exponential: Function {
  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
    let y = inputs[0].exp()
    context.saveForBackward(y)
    return [y]
  }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) throws -> [Tensor?] {
    [gradOutputs[0]! * (try context.savedTensors[0])]
  }
}

/// 2x, written in place.
struct Doubling: Function {
  var returnsInput = true
  var outputs = 1

  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
    inputs[0].mul_(2)
    context.markDirty(inputs[0])
    return [returnsInput ? inputs[0] : inputs[0].clone()] + (1..<outputs).map { _ in inputs[0] * 1 }
  }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) -> [Tensor?] { [gradOutputs[0]! * 2] }
}

/// Returns what it is told, with a gradient of 7.
struct Unmarked: Function {
  var returned: @Sendable (Tensor) -> Tensor

  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] { [returned(inputs[0])] }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) -> [Tensor?] { [gradOutputs[0]!.reshape(-1) * 7] }
}

/// 2x for each input, and the gradients that it is told.
struct Fn: Function {
  var backward: @Sendable ([Tensor?]) throws -> [Tensor?]
  var outputs = 1
  var prepare: @Sendable (FunctionContext, [Tensor]) -> Void = { _, _ in }

  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
    let outputs = (0..<outputs).map { inputs[0] * (2 + $0) }
    prepare(context, outputs)
    return outputs
  }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) throws -> [Tensor?] { try backward(gradOutputs) }
}

/// The figures and texts are those of a run of PyTorch 2.15.
@Suite("Functions that the user writes")
struct CustomFunctionTests {
  private let x = Tensor([3.0], requiresGrad: true)

  @Test("a function is one node of its own name, differentiable twice where its backward is made of operators")
  func square() throws {
    let y = Square()(x)
    #expect(y.gradFn?.name == "SquareBackward" && y.floats == [9])
    #expect(y.gradFn!.nextFunctions.count == 1)
    let first = try grad(outputs: [y], inputs: [x], createGraph: true)[0]!
    #expect(first.floats == [6])
    #expect(try grad(outputs: [first], inputs: [x])[0]!.floats == [2])
    #expect(!noGrad { Square()(x) }.requiresGrad)
  }

  @Test("saved tensors are freed by a pass, and a write to one is noticed")
  func saved() throws {
    let y = Square()(x)
    try y.backward()
    #expect(textThrown { try y.backward() }.hasPrefix("Trying to backward through the graph a second time (or directly access saved"))
    let a = x * 1
    let z = Square()(a)
    a.add_(1)
    #expect(
      textThrown { try z.backward() }.hasPrefix(
        "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [1]], which is "
          + "output 0 of Add, is at version 1; expected version 0 instead."))
    let e = Exponential()(x)
    e.mul_(2)
    #expect(textThrown { try e.backward() }.contains("which is output 0 of Exponential, is at version 1; expected version 0"))
  }

  @Test("a saved output is differentiable and keeps nothing alive")
  func savedOutput() throws {
    weak var output: Tensor?
    do {
      let y = Exponential()(x)
      output = y
      let first = try grad(outputs: [y], inputs: [x], createGraph: true)[0]!
      #expect(abs(first.floats[0] - 20.085537) < 1e-4)
      #expect(abs(try grad(outputs: [first], inputs: [x])[0]!.floats[0] - 20.085537) < 1e-4)
    }
    #expect(output == nil)
  }

  @Test("gradients of the wrong number or shape are refused; nil, surplus nil and a gradient that was broadcast are taken")
  func gradients() throws {
    func text(_ backward: @escaping @Sendable ([Tensor?]) throws -> [Tensor?]) -> String {
      textThrown { try Fn(backward: backward)(x).sum().backward() }
    }
    #expect(text { [$0[0], $0[0]] } == "function FnBackward returned an incorrect number of gradients (expected 1, got 2)")
    #expect(text { _ in [] } == "function FnBackward returned an incorrect number of gradients (expected 1, got 0)")
    #expect(text { [$0[0], nil] } == "no error")
    #expect(text { _ in [nil] } == "no error")
    #expect(x.grad!.floats == [1])
    #expect(text { _ in [Tensor([1.0, 2.0, 3.0])] } == "no error")
    #expect(x.grad!.floats == [7])
    let two = Tensor([3.0, 4.0], requiresGrad: true)
    #expect(
      textThrown { try Fn(backward: { _ in [Tensor([1.0, 2.0, 3.0])] })(two).sum().backward() }
        == "Function FnBackward returned an invalid gradient at index 0 - got [3] but expected shape compatible with [2]")
    struct Mine: Error, Equatable {}
    let error = #expect(throws: AutogradError.self) { try Fn(backward: { _ in throw Mine() })(x).backward() }
    #expect(error?.underlying as? Mine == Mine())
  }

  @Test("gradients that nobody asked for are zeros, or nil if told so")
  func materialized() throws {
    let two = Tensor([3.0, 1.0], requiresGrad: true)
    func check(_ isNil: Bool, _ prepare: @escaping @Sendable (FunctionContext, [Tensor]) -> Void) throws {
      let function = Fn(
        backward: { g in
          #expect((g[1] == nil) == isNil)
          if !isNil { #expect(g[1]!.floats == [0, 0]) }
          return [g[0]! * 2]
        }, outputs: 2, prepare: prepare)
      try function.apply(two)[0].sum().backward()
    }
    try check(false) { _, _ in }
    try check(true) { context, _ in context.setMaterializeGrads(false) }
    #expect(two.grad!.floats == [4, 4])
  }

  @Test("outputs marked as not differentiable, and integers, require no grad")
  func nonDifferentiable() throws {
    let function = Fn(backward: { [$0[0]! * 2] }, outputs: 2) { context, outputs in context.markNonDifferentiable(outputs[1]) }
    let outputs = function.apply(x)
    #expect(outputs[0].requiresGrad && !outputs[1].requiresGrad && outputs[1].gradFn == nil)
    #expect(!Unmarked(returned: { $0.long() })(x).requiresGrad)
  }

  @Test("an input written in place keeps its identity; of a view the base's history is rewritten")
  func dirty() throws {
    let y = x * 1
    let z = Doubling()(y)
    #expect(z === y && z.gradFn?.name == "DoublingBackward" && z.version == 2)
    try z.backward()
    #expect(x.grad!.floats == [2])
    let pair = Tensor([3.0, 1.0], requiresGrad: true)
    let base = pair * 1
    let view = base[0]
    #expect(Doubling()(view) === view)
    #expect(view.gradFn?.name == "AsStridedBackward0" && base.gradFn?.name == "torch::autograd::CopySlices")
    try base.sum().backward()
    #expect(pair.grad!.floats == [2, 1])
  }

  @Test("an input returned as it is becomes a view with the function's gradient; so does a view of it")
  func returnedAsIs() throws {
    let y = Unmarked(returned: { $0 })(x)
    #expect(y !== x && y.isView && y.base === x && y.version == 0 && y.sharesStorage(with: x))
    try y.backward()
    #expect(x.grad!.floats == [7])
    let z = Unmarked(returned: { $0.view(1, 1) })(x)
    #expect(z.isView && z.base === x && z.gradFn?.name == "UnmarkedBackward")
    let plain = Tensor([1.0])
    #expect(Unmarked(returned: { $0 })(plain) !== plain)
  }

  @Test("a backward that is once differentiable refuses a second derivative")
  func once() throws {
    #expect(try grad(outputs: [SquareOnce()(x)], inputs: [x], createGraph: true)[0]!.requiresGrad == false)
    let first = try grad(outputs: [SquareOnce()(x).pow(2)], inputs: [x], createGraph: true)[0]!
    #expect(first.floats == [108] && first.gradFn?.name == "torch::autograd::Error")
    #expect(
      textThrown { try first.backward() } == "trying to differentiate twice a function that was marked with @once_differentiable")
  }

  @Test("needsInputGrad says which inputs want a gradient, under noGrad too")
  func needs() {
    struct Asking: Function {
      func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
        #expect(context.needsInputGrad == [true, false])
        #expect(!isGradEnabled)
        return [inputs[0] * inputs[1]]
      }
      func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) -> [Tensor?] { [gradOutputs[0], nil] }
    }
    _ = Asking()(x, Tensor([1.0]))
    noGrad { _ = Asking()(x, Tensor([1.0])) }
  }

  @Test("a chain of 100,000 functions neither overflows the stack in backward nor when it is released")
  func deep() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor([1.0], requiresGrad: true)
      var y = x
      for _ in 0..<100_000 { y = Fn(backward: { [$0[0]] })(y) * 0.5 }
      try y.backward()
      #expect(x.grad!.item() >= 0)
    }
  }
}
