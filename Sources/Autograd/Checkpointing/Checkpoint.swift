import CThreadState

/// Whether a recomputation is held against the forward pass: PyTorch's `determinism_check`.
public enum DeterminismCheck: Sendable {
  /// Number, shapes and dtypes of the saved tensors must agree.
  case `default`
  /// Their number alone must.
  case none

  /// PyTorch's name of it: `default` or `none`.
  ///
  /// - Throws: `AutogradError` for another name, with PyTorch's text.
  public init(_ name: String) throws(AutogradError) {
    switch name {
    case "default": self = .default
    case "none": self = .none
    default: throw AutogradError("determinism_check should be one of ['default', 'none'], but got \(name)")
    }
  }
}

/// Runs `body` without keeping what its operators save for `backward()`; the backward pass runs it again instead, when it first needs
/// one of them: PyTorch's `torch.utils.checkpoint.checkpoint(..., use_reentrant=False)`.
///
/// It takes memory for the price of time (Chen et al., *Training Deep Nets with Sublinear Memory Cost*, 2016).
///
///     let y = checkpoint { layer(x).relu() }
///
/// - Parameters:
///   - preserveRNGState: Whether the second run draws the random numbers of the first (dropout must). The default generator's state is
///     then kept, and set back afterwards.
///   - determinismCheck: How the second run is held against the first.
///   - body: Is run once more for each backward pass; it must do the same each time.
/// - Returns: What `body` returned the first time, as part of the graph as ever.
/// - Throws: (`backward()`) `AutogradError` if the second run saved fewer tensors than the first, or others.
public func checkpoint<Result>(
  preserveRNGState: Bool = true, determinismCheck: DeterminismCheck = .default, _ body: @escaping () -> Result
) -> Result {
  let region = CheckpointedRegion(
    randomState: preserveRNGState ? Generator.default.state : nil, determinismCheck: determinismCheck, recompute: { _ = body() })
  return savedTensorsHooks(pack: region.note, unpack: region.tensor) { body() }
}

/// What was run in one `checkpoint`, and what a later run of it saved.
private final class CheckpointedRegion {
  private struct Metadata: CustomStringConvertible {
    var shape: [Int]
    var dtype: DType

    var description: String { "{'shape': torch.Size(\(shape)), 'dtype': \(dtype), 'device': device(type='cpu')}" }
  }

  private let randomState: Tensor?
  private let determinismCheck: DeterminismCheck
  private let recompute: () -> Void
  /// What was saved in the forward pass, in its order.
  private var saved: [Metadata] = []
  /// The same tensors, computed again in one backward pass and not yet fetched.
  private var recomputed: (pass: UInt64, tensors: [Tensor?])?

  init(randomState: Tensor?, determinismCheck: DeterminismCheck, recompute: @escaping () -> Void) {
    self.randomState = randomState
    self.determinismCheck = determinismCheck
    self.recompute = recompute
  }

  /// Of a tensor saved in the forward pass only its number is kept.
  func note(_ tensor: Tensor) -> Int {
    saved.append(Metadata(shape: tensor.shape, dtype: tensor.dtype))
    return saved.count - 1
  }

  /// The tensor of a number, computed again.
  func tensor(_ number: Int) throws -> Tensor {
    let pass = gb_backward_pass()
    // Outside of a pass nobody says when the tensors are not needed any more.
    if pass == 0 { return try computeAgain()[number].unsafelyUnwrapped }
    if recomputed?.pass != pass { recomputed = (pass, try computeAgain()) }
    guard let tensor = recomputed!.tensors[number].take() else {
      throw AutogradError(
        "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked once. If you are calling "
          + "ctx.saved_tensors in backward, make sure to do so only once. Otherwise please open an issue with details on your use case.")
    }
    return tensor
  }

  private func computeAgain() throws(AutogradError) -> [Tensor?] {
    var tensors: [Tensor?] = []
    let stateNow = randomState.map { _ in Generator.default.state }
    if let randomState { Generator.default.state = randomState }
    defer { if let stateNow { Generator.default.state = stateNow } }
    let limit = saved.count
    inferenceMode(false) {
      savedTensorsHooks(
        pack: { tensor -> Tensor in
          let values = tensor.detach()
          // What comes after the last that is needed does no harm: PyTorch stops there.
          if tensors.count < limit { tensors.append(values) }
          return values
        },
        unpack: { $0 }
      ) { recompute() }
    }
    if tensors.count != saved.count {
      throw AutogradError(
        "torch.utils.checkpoint: A different number of tensors was saved during the original forward and recomputation.\n"
          + "Number of tensors saved during forward: \(saved.count)\n"
          + "Number of tensors saved during recomputation: \(tensors.count).")
    }
    if determinismCheck == .default { try compare(tensors) }
    return tensors
  }

  private func compare(_ tensors: [Tensor?]) throws(AutogradError) {
    var mismatches = ""
    for (i, tensor) in tensors.enumerated() {
      let again = Metadata(shape: tensor!.shape, dtype: tensor!.dtype)
      if again.shape == saved[i].shape && again.dtype == saved[i].dtype { continue }
      mismatches += "tensor at position \(i):\nsaved metadata: \(saved[i])\nrecomputed metadata: \(again)\n"
    }
    if mismatches.isEmpty { return }
    throw AutogradError(
      "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass.\n"
        + "\(mismatches).")
  }
}
