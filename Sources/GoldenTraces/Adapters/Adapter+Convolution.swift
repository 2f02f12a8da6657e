import Autograd

/// Convolution, pooling and resampling.
extension Adapter {
  mutating func addConvolution() {}
}
