import Autograd

extension TensorLiteral {
  /// The tensor that this describes: a leaf, a strided view where there are strides.
  func makeTensor(on device: Device = .cpu) throws -> Tensor {
    let dtype = try DType(traceName: dtype)
    let flat =
      switch elements {
      case _ where device == .meta: Tensor.empty([elements.count], dtype: dtype, device: device)
      case .floats(let values): Tensor(values, dtype: dtype)
      case .integers(let values): Tensor(values, dtype: dtype)
      case .bools(let values): Tensor(values, dtype: dtype)
      }
    // A clone, because an input is no view of anything.
    let tensor = strides.map { flat.asStrided(shape, $0) } ?? flat.reshape(shape).clone()
    return requiresGrad ? tensor.requiresGrad_() : tensor
  }

  /// What a tensor holds.
  init(reading tensor: Tensor) {
    // Numbers are not given out while they can still take part in a graph.
    let values = tensor.detach()
    let elements: Elements =
      if values.dtype.isFloatingPoint {
        .floats(values.array(of: Double.self))
      } else if values.dtype == .bool {
        .bools(values.array(of: Bool.self))
      } else {
        .integers(values.array(of: Int64.self))
      }
    self.init(shape: values.shape, dtype: values.dtype.name, elements: elements, requiresGrad: tensor.requiresGrad)
  }
}
