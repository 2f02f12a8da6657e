import CThreadState

/// What autograd keeps for some tensors only.
final class AutogradMeta {
  /// For what stands for a leaf without being it: that leaf, which its graphs keep alive.
  var leaf: Tensor?

  /// For a view: the tensor that owns the memory (never a view itself) and how the view came to be.
  var base: Tensor?
  var creation = ViewCreation.default
  /// The version at which `recordedGradFn` was right: a later write through the base or another view makes it stale.
  var gradFnVersion = 0

  /// Whether `retainGrad()` was called on a tensor that is no leaf.
  var retainsGrad = false

  /// The hooks of a leaf, which outlast its accumulator.
  var leafHooks: LeafHooks?
}

/// How a view was made, which decides whether it may be written in place.
enum ViewCreation {
  case `default`
  /// By a function that returns several views (`unbind`, `split`).
  case multipleOutputs
  /// While grad mode was off.
  case noGrad
  /// In inference mode.
  case inference
  /// Inside a function written by the user.
  case customFunction
}

extension Tensor {
  final func materializeMeta() -> AutogradMeta {
    if let meta { return meta }
    let fresh = AutogradMeta()
    meta = fresh
    return fresh
  }

  /// Sets the flag of a leaf, and makes the end of its graphs where there is none yet.
  final func startRequiringGrad(_ on: Bool) {
    requiresGradFlag = on
    if on && accumulator == nil && recordedGradFn == nil { replaceAccumulator() }
  }

  /// Makes this tensor a view of `source`'s memory for autograd: it shares the version counter and, if that is a view itself, its base.
  final func becomeView(of source: Tensor, creation: ViewCreation) {
    // An inference tensor's views are not tracked: nothing will be recorded on them.
    if source.isInference { return }
    let meta = materializeMeta()
    let creation = gb_inference() ? .inference : creation
    shareVersion(with: source)
    if let sourceMeta = source.meta, let base = sourceMeta.base {
      meta.base = base
      meta.creation = creation == .default ? sourceMeta.creation : creation
    } else {
      meta.base = source
      meta.creation = creation
    }
    meta.gradFnVersion = writeCount
  }
}

extension Tensor {
  /// The tensor whose memory this view shows; nil if this is no view. PyTorch's `_base`.
  public final var base: Tensor? { meta?.base }

  /// Whether it is a view that autograd knows of. `detach()` and `data` share memory too, but outside of the graph: they are none.
  public final var isView: Bool { meta?.base != nil }

  /// Whether operators on this tensor record a graph. Setting it is `requiresGrad_(_:)`.
  public final var requiresGrad: Bool {
    get {
      if requiresGradFlag || recordedGradFn != nil { return true }
      // A view of a base that requires grad does too, even one made under `noGrad`, which has no node.
      guard let base = meta?.base else { return false }
      return base.requiresGrad
    }
    set { requiresGrad_(newValue) }
  }

  /// Whether no recorded operator made this tensor: only leaves get a `grad` by themselves.
  public final var isLeaf: Bool { gradFn == nil }

  /// The node of the graph that computed this tensor; nil for a leaf.
  ///
  /// A view whose memory was written through its base, or through another view, gets a new node here: one that takes its part
  /// out of the base as it is now.
  public final var gradFn: Node? {
    guard let meta, let base = meta.base else { return recordedGradFn }
    if recordedGradFn == nil && !base.requiresGrad { return nil }
    if meta.gradFnVersion != writeCount {
      refuseUnlessWritable(meta, isIndirect: true, at: nil)
      let stale = recordedGradFn
      recordedGradFn = asStridedNode(of: base)
      outputNumber = 0
      if meta.retainsGrad, let stale { moveRetainedGrad(from: stale, to: recordedGradFn!) }
      meta.gradFnVersion = writeCount
    }
    return recordedGradFn
  }
}
