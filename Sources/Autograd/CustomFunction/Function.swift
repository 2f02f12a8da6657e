/// An operator whose forward and backward you write: PyTorch's `torch.autograd.Function`.
///
///     struct Square: Function {
///       func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
///         context.saveForBackward(inputs[0])
///         return [inputs[0] * inputs[0]]
///       }
///
///       func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) throws -> [Tensor?] {
///         let x = try context.savedTensors[0]
///         return [gradOutputs[0]! * 2 * x]
///       }
///     }
///     let y = Square()(x)  // y.gradFn!.name is "SquareBackward"
///
/// What PyTorch passes to `forward` besides tensors are here stored properties of the type: `Scale(by: 3)(x)`.
///
/// `forward` runs without recording, so that its own operators are of no interest to the graph: one node, named after the type, stands
/// for all of them. `backward` runs with recording only under `createGraph`, and is differentiable then, if it is made of operators.
public protocol Function {
  /// Computes the outputs.
  ///
  /// An input written in place must be named to `markDirty` and be among the outputs; an output without a gradient to
  /// `markNonDifferentiable`. An input returned as it is becomes a view of itself that may not be written in place.
  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor]

  /// From the gradients of the outputs, in their order, those of the inputs, in theirs; nil where there is none.
  ///
  /// A gradient of an output that nothing depends on is zeros (see `setMaterializeGrads`). A gradient that is larger than its input
  /// because of broadcasting is summed to the input's shape.
  ///
  /// - Throws: Whatever it likes; the error ends the backward pass.
  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) throws -> [Tensor?]

  /// Whether `backward` cannot be differentiated; trying to is then an error. PyTorch's `@once_differentiable`.
  static var isOnceDifferentiable: Bool { get }
}

extension Function {
  /// False: `backward` is made of operators.
  public static var isOnceDifferentiable: Bool { false }

  /// Applies the function to its inputs: PyTorch's `apply`.
  public func apply(_ inputs: Tensor..., file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    apply(inputs, file: file, line: line)
  }

  /// Applies the function to its inputs: PyTorch's `apply`.
  public func apply(_ inputs: [Tensor], file: StaticString = #filePath, line: UInt = #line) -> [Tensor] {
    FunctionApplication(self, inputs, at: CallSite(file, line)).outputs()
  }

  /// Applies a function that has a single output: PyTorch's `apply`, as `Square()(x)`.
  public func callAsFunction(_ inputs: Tensor..., file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let outputs = apply(inputs, file: file, line: line)
    if outputs.count != 1 { fail("\(Self.self) has \(outputs.count) outputs: use apply", at: CallSite(file, line)) }
    return outputs[0]
  }
}

/// A function of the library's own, whose node is named as an operator's: `SquareBackward0`.
package protocol LibraryFunction: Function {}
