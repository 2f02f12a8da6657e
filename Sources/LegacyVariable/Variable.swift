import Autograd

/// A tensor wrapped so that what is done to it is remembered: PyTorch's `Variable` as it was in 0.3.1, before it became the tensor itself.
///
///     let x = Variable(Tensor([1.0, 2.0]), requiresGrad: true)
///     let loss = (x * x).sum()
///     try loss.backward()
///     print(loss.data[0] as Double)  // 5.0: there are no single numbers, the sum has size (1,)
///     print(x.grad!)                 // a Variable too
///
/// A Variable is not a tensor, and the two don't mix: `x + Tensor([1.0])` does not compile. Its types don't mix either: an operator of a
/// `FloatTensor` and a `DoubleTensor` ends the program.
///
/// A *volatile* Variable is for inference: whatever is computed from it is volatile too, requires no grad and keeps nothing.
public class Variable {
  /// The tensor beneath, which keeps the graph. Where it is a single number, what is shown of it has size (1,).
  final var tensor: Tensor
  final var isVolatile: Bool
  final let gradientNote = GradientNote()

  /// Wraps a tensor, whose memory is shared.
  ///
  /// - Note: Where `VariableShim` is imported too, `Variable(…)` is what 0.4 made of it.
  /// - Precondition: Not both flags are set.
  @_disfavoredOverload
  public init(
    _ data: Tensor, requiresGrad: Bool = false, volatile: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) {
    if requiresGrad && volatile { fail("Variable can't be volatile and require_grad at the same time!", at: CallSite(file, line)) }
    tensor = data.data
    isVolatile = volatile
    if requiresGrad { startRequiringGrad(at: CallSite(file, line)) }
  }

  /// The outcome of an operator.
  init(result: Tensor, volatile: Bool) {
    tensor = result
    isVolatile = volatile
  }

  /// A Variable holds a tensor, not another Variable.
  @available(*, unavailable, message: "Variable data has to be a tensor, but got Variable")
  public init(_ data: Variable) { fail("unavailable") }

  /// A Variable holds a tensor, not a number.
  @available(*, unavailable, message: "Variable data has to be a tensor, but got float")
  public init(_ data: Double) { fail("unavailable") }

  /// A Variable holds a tensor, not a list.
  @available(*, unavailable, message: "Variable data has to be a tensor, but got list")
  public init(_ data: [Double]) { fail("unavailable") }
}

extension Variable {
  /// The tensor. A write through it is not noticed; assigning replaces it.
  public final var data: Tensor {
    get { tensor.dim == 0 ? tensor.data.view(1) : tensor.data }
    set { tensor.data = newValue }
  }

  /// Whether it is for inference only. It can be changed on leaves alone.
  public final var volatile: Bool {
    get { isVolatile }
    set {
      if !isLeaf { fail("volatile can only be set on leaf variables") }
      isVolatile = newValue
    }
  }

  /// Whether gradients are computed for it. It can be changed on leaves alone.
  public final var requiresGrad: Bool {
    get { tensor.requiresGrad }
    set {
      if !isLeaf {
        fail(
          "you can only change requires_grad flags of leaf variables."
            + (newValue
              ? ""
              : " If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().")
        )
      }
      if newValue { startRequiringGrad(at: nil) } else { tensor.requiresGrad_(false) }
    }
  }

  /// Whether no operator computed it.
  public final var isLeaf: Bool { tensor.isLeaf }

  /// The node that computed it; nil for a leaf.
  public final var gradFn: Node? { tensor.gradFn }

  /// What `gradFn` was called before 0.2.
  public final var creator: Node? { gradFn }

  /// How often its memory was written in place.
  public final var version: Int { tensor.version }

  /// The size of each dimension; there is always one.
  public final var shape: [Int] { tensor.dim == 0 ? [1] : tensor.shape }

  /// The same as `shape`.
  public final func size() -> [Int] { shape }

  /// The size of one dimension; a negative `dim` counts from the end.
  public final func size(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Int { shaped.size(dim, file: file, line: line) }

  /// The number of dimensions: at least 1.
  public final func dim() -> Int { shape.count }

  /// The number of elements.
  public final var numel: Int { tensor.numel }

  /// The type of the tensor: `torch.FloatTensor`.
  public final func type() -> String { tensor.dtype.legacyTypeName }

  /// The tensor beneath with at least one dimension.
  final var shaped: Tensor { tensor.dim == 0 ? tensor.view(1) : tensor }

  final func startRequiringGrad(at site: CallSite?) {
    if !tensor.dtype.isFloatingPoint { fail("only Variables of floating point dtype can require gradients", at: site) }
    tensor.requiresGrad_()
    gradientNote.watch(tensor)
  }
}

extension DType {
  /// The name of the type in PyTorch before 0.4.
  var legacyTypeName: String {
    switch self {
    case .float64: "torch.DoubleTensor"
    case .float32: "torch.FloatTensor"
    case .float16: "torch.HalfTensor"
    case .bfloat16: "torch.BFloat16Tensor"
    case .int64: "torch.LongTensor"
    case .int32: "torch.IntTensor"
    case .int16: "torch.ShortTensor"
    case .int8: "torch.CharTensor"
    case .uint8, .bool: "torch.ByteTensor"
    }
  }
}

/// A Variable that is to be trained: it requires grad unless told otherwise, and can't be made volatile. PyTorch 0.3.1's `Parameter`.
public final class LegacyParameter: Variable {
  /// Wraps a tensor, whose memory is shared.
  public init(_ data: Tensor, requiresGrad: Bool = true, file: StaticString = #filePath, line: UInt = #line) {
    super.init(data, requiresGrad: requiresGrad, file: file, line: line)
  }
}
