import Autograd

/// Sets the running statistics of a model's batch normalisations to those of all batches together: PyTorch's
/// `torch.optim.swa_utils.update_bn`. Averaged weights have other ones than the models that they are averages of.
///
/// The model is called in training, unrecorded, and is left as it was.
///
/// - Parameters:
///   - batches: The inputs, each of which is given to the model.
///   - model: Nothing is done where it has no batch normalisation.
public func updateBn(_ batches: some Sequence<Tensor>, _ model: Module) {
  let layers = model.modules().compactMap { $0 as? BatchNormalization }
  if layers.isEmpty { return }
  let momenta = layers.map(\.momentum)
  let training = model.training
  for layer in layers {
    layer.resetRunningStats()
    layer.momentum = nil
  }
  model.train()
  noGrad { for batch in batches { _ = model.run(batch) } }
  for (layer, momentum) in zip(layers, momenta) { layer.momentum = momentum }
  model.train(training)
}
