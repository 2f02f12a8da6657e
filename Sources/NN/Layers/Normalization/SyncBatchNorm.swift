import Autograd

/// Batch normalisation of (N, C, *) for training in several processes: PyTorch's `nn.SyncBatchNorm`. Here, where there is one process, the
/// batch's statistics are those of its own part, as in PyTorch without a process group: it computes what `BatchNorm1d` and its kin do.
open class SyncBatchNorm: BatchNormalization {
  override func check(_ input: Tensor) {
    if input.dim < 2 { fail("expected at least 2D input (got \(input.dim)D input)", at: .insideLayer) }
    if input.size(1) == 0 { fail("SyncBatchNorm number of input channels should be non-zero", at: .insideLayer) }
  }

  /// Makes each batch normalisation in a module a `SyncBatchNorm` with its parameters and buffers: PyTorch's `convert_sync_batchnorm`.
  ///
  /// Modules that were registered under run-time names, as those of containers are, are replaced in place; a property keeps its class.
  ///
  /// - Parameter module: What is converted; itself, if it is a batch normalisation.
  /// - Returns: The module, or what took its place.
  public static func convertSyncBatchnorm(_ module: Module) -> Module {
    if let layer = module as? BatchNormalization { return layer is SyncBatchNorm ? layer : SyncBatchNorm(like: layer) }
    for place in module.runTimeMembers.modules.indices {
      guard let child = module.runTimeMembers.modules[place].module else { continue }
      module.runTimeMembers.modules[place].module = convertSyncBatchnorm(child)
    }
    for (_, child) in module.namedChildren() where !(child is BatchNormalization) { _ = convertSyncBatchnorm(child) }
    return module
  }

  private convenience init(like layer: BatchNormalization) {
    self.init(
      layer.numFeatures, eps: layer.eps, momentum: layer.momentum, affine: layer.affine, trackRunningStats: layer.trackRunningStats,
      bias: layer.hasBias)
    weight = layer.weight
    bias = layer.bias
    runningMean = layer.runningMean
    runningVar = layer.runningVar
    numBatchesTracked = layer.numBatchesTracked
    training = layer.training
  }
}
