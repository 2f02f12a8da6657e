import Autograd

/// Tensors as PyTorch pickles them: a function that builds one, a storage, and where in it the elements stand.
extension PickleMachine {
  func rebuilt(_ name: PickleName, _ arguments: [PickleValue]) throws(TensorFileError) -> Tensor {
    switch name {
    case .rebuildTensor where arguments.count == 4: return try placed(arguments, dtype: nil, requiresGrad: false)
    // Storage, offset, size, stride, requires_grad, hooks, and metadata in newer files.
    case .rebuildTensor2 where arguments.count == 6 || arguments.count == 7:
      try refuseHooks(arguments[5])
      if arguments.count == 7 { try refuseMetadata(arguments[6]) }
      return try placed(arguments, dtype: nil, requiresGrad: try truth(arguments[4]))
    case .rebuildTensor3 where arguments.count == 7 || arguments.count == 8:
      guard case .name(.dtype(let dtype)) = arguments[6] else { throw fault("a tensor's dtype is \(arguments[6].kind)") }
      try refuseHooks(arguments[5])
      if arguments.count == 8 { try refuseMetadata(arguments[7]) }
      return try placed(arguments, dtype: dtype, requiresGrad: try truth(arguments[4]))
    case .rebuildMetaTensor where arguments.count == 4: return try metaTensor(arguments)
    // The tensor, requires_grad, hooks.
    case .rebuildParameter where arguments.count == 3:
      try refuseHooks(arguments[2])
      guard case .tensor(let data) = arguments[0] else { throw fault("a parameter is made of \(arguments[0].kind)") }
      return try parameter(data, requiresGrad: try truth(arguments[1]))
    // A function, a type, the function's arguments, attributes.
    case .rebuildFromType where arguments.count == 4: return try typed(arguments)
    default: throw fault("the pickle calls \(name.text) with \(arguments.count) arguments")
    }
  }

  private func placed(_ arguments: [PickleValue], dtype: DType?, requiresGrad: Bool) throws(TensorFileError) -> Tensor {
    guard case .storage(let storage) = arguments[0], case .int(let offset) = arguments[1], let shape = integers(arguments[2]),
      let strides = integers(arguments[3])
    else { throw fault("a tensor needs a storage, an offset, sizes and strides") }
    guard let elements = dtype ?? storage.dtype else { throw fault("a tensor on a storage of bytes does not say its dtype") }
    if let other = storage.dtype, other != elements { throw fault("a tensor of \(elements) lies on a storage of \(other)") }
    // Without a dtype the storage counts bytes.
    let count = storage.dtype == nil ? storage.count / elements.byteCount : storage.count
    let place: TensorPlace
    do {
      place = try TensorPlace(elements, shape, strides: strides, offset: offset, within: count)
    } catch { throw fault(error.detail) }
    if storage.dtype == nil && elements == .bool && storage.memory.storageBytes.contains(where: { $0 > 1 }) {
      throw fault("a tensor of bools lies on bytes that are neither 0 nor 1")
    }
    let tensor = storage.memory.placed(elements, shape, strides: strides, offset: offset + storage.start)
    return try requiring(requiresGrad, place.dtype, tensor)
  }

  private func metaTensor(_ arguments: [PickleValue]) throws(TensorFileError) -> Tensor {
    guard case .name(.dtype(let dtype)) = arguments[0], let shape = integers(arguments[1]), let strides = integers(arguments[2]) else {
      throw fault("a tensor without data needs a dtype, sizes and strides")
    }
    do {
      _ = try TensorPlace(dtype, shape, strides: strides, offset: 0, within: 1 << 48)
    } catch { throw fault(error.detail) }
    let tensor = Tensor.emptyStrided(shape, strides, dtype: dtype, device: .meta)
    return try requiring(try truth(arguments[3]), dtype, tensor)
  }

  /// A tensor with attributes: the only ones that are known are those of a buffer.
  private func typed(_ arguments: [PickleValue]) throws(TensorFileError) -> Tensor {
    guard case .name(let function) = arguments[0], case .name(let type) = arguments[1], type == .tensor || type == .parameter,
      function != .rebuildFromType, let inner = items(of: arguments[2], .tuple), let attributes = items(of: arguments[3], .dictionary)
    else { throw fault("a tensor of another class than Tensor, Parameter and Buffer can't be read") }
    let tensor = try rebuilt(function, inner)
    var isBuffer = false
    var isPersistent = true
    for place in stride(from: 0, to: attributes.count, by: 2) {
      switch (attributes[place], attributes[place + 1]) {
      case (.string("_is_buffer"), .bool(let truth)): isBuffer = truth
      case (.string("persistent"), .bool(let truth)): isPersistent = truth
      case (.string(let name), _): throw fault(.unsupported, "a tensor has the attribute \(shown(name)), and has no place for it here")
      default: throw fault("an attribute's name is no text")
      }
    }
    if type == .parameter { return try parameter(tensor, requiresGrad: tensor.requiresGrad) }
    return isBuffer ? buffer(tensor, isPersistent: isPersistent) : tensor
  }

  private func requiring(_ requiresGrad: Bool, _ dtype: DType, _ tensor: Tensor) throws(TensorFileError) -> Tensor {
    if !requiresGrad { return tensor }
    if !dtype.isFloatingPoint { throw fault("a tensor of \(dtype) is said to require grad") }
    return tensor.requiresGrad_()
  }

  private func truth(_ value: PickleValue) throws(TensorFileError) -> Bool {
    if case .bool(let truth) = value { return truth }
    throw fault("requires_grad is \(value.kind)")
  }

  private func refuseHooks(_ value: PickleValue) throws(TensorFileError) {
    if case .none = value { return }
    if let hooks = items(of: value, .dictionary), hooks.isEmpty { return }
    throw fault("a tensor has hooks, which a file can't hold")
  }

  /// The bits of lazy conjugates and negatives, which are complex.
  private func refuseMetadata(_ value: PickleValue) throws(TensorFileError) {
    if case .none = value { return }
    if let bits = items(of: value, .dictionary), bits.isEmpty { return }
    throw fault(.unsupported, "a tensor is a lazy conjugate or negative of what is stored")
  }
}
