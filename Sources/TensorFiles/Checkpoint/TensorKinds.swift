import Autograd

/// Which class of tensor a file says, and which it is written as.
extension PickleMachine {
  func parameter(_ data: Tensor, requiresGrad: Bool) throws(TensorFileError) -> Tensor {
    if requiresGrad && !data.dtype.isFloatingPoint { throw fault("a parameter of \(data.dtype) is said to require grad") }
    return Parameter(data.detach(), requiresGrad: requiresGrad)
  }

  func buffer(_ data: Tensor, isPersistent: Bool) -> Tensor { Buffer(data, persistent: isPersistent) }
}

extension CheckpointPickler {
  func isParameter(_ tensor: Tensor) -> Bool { tensor is Parameter }

  /// Whether a buffer belongs to its module's state; nil if the tensor is no buffer.
  func persistence(ofBuffer tensor: Tensor) -> Bool? { (tensor as? Buffer)?.isPersistent }
}
