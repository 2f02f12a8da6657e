import Autograd

extension Module {
  /// Runs the hooks and `forward`: PyTorch's `module(input)`.
  public final func callAsFunction(_ input: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    CallSite(file, line).callingLayer { run(input) }
  }

  /// Runs the hooks and `forward` with two inputs.
  public final func callAsFunction(_ first: Tensor, _ second: Tensor, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    CallSite(file, line).callingLayer { run(first, second) }
  }

  /// Runs the hooks and `forward` with three inputs.
  public final func callAsFunction(
    _ first: Tensor, _ second: Tensor, _ third: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer { run(first, second, third) }
  }

  /// Runs the hooks around a computation that has other arguments or results than tensors in order: what a `callAsFunction` of a module's
  /// own is made of.
  ///
  ///     func callAsFunction(_ words: Tensor, hidden: Tensor) -> (Tensor, Tensor) {
  ///       let outputs = runHooks(around: words, hidden) { inputs in
  ///         let (output, hidden) = forward(inputs[0], hidden: inputs[1])
  ///         return [output, hidden]
  ///       }
  ///       return (outputs[0], outputs[1])
  ///     }
  ///
  /// - Parameters:
  ///   - inputs: The tensors that hooks see, and may replace.
  ///   - body: Gives the outputs, which hooks see and may replace, of the inputs.
  public final func runHooks(around inputs: Tensor..., body: (_ inputs: [Tensor]) -> [Tensor]) -> [Tensor] {
    runHooks(around: inputs, body: body)
  }

  /// Runs the hooks around a computation on a list of tensors.
  public final func runHooks(around inputs: [Tensor], body: (_ inputs: [Tensor]) -> [Tensor]) -> [Tensor] {
    isHookless ? body(inputs) : HookedCall(of: self).outputs(inputs, body)
  }

  /// `callAsFunction` from within the library: an error is still said to be where the program called the outermost of its layers.
  @inline(__always)
  final func run(_ input: Tensor) -> Tensor {
    isHookless ? forward(input) : runHooks(around: [input]) { inputs in [forward(inputs[0])] }[0]
  }

  /// `callAsFunction` with two inputs, from within the library.
  final func run(_ first: Tensor, _ second: Tensor) -> Tensor {
    runHooks(around: first, second) { inputs in [forward(inputs[0], inputs[1])] }[0]
  }

  /// `callAsFunction` with three inputs, from within the library.
  final func run(_ first: Tensor, _ second: Tensor, _ third: Tensor) -> Tensor {
    runHooks(around: first, second, third) { inputs in [forward(inputs[0], inputs[1], inputs[2])] }[0]
  }

  @inline(__always)
  private final var isHookless: Bool { hooks == nil && !ModuleHooks.existForAllModules }
}

extension CallSite {
  /// The place inside of a layer at which something is refused; the error says where the program called the layer.
  static var insideLayer: CallSite { CallSite(#filePath, #line) }
}
