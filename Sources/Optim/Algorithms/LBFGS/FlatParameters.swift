import Autograd

/// All parameters of a group as one vector.
struct FlatParameters {
  let params: [Tensor]
  let maximize: Bool

  init(_ group: ParamGroup) {
    params = group.params
    maximize = group.flag("maximize")
  }

  /// Their gradients; zeros where there is none.
  func gradient() -> Tensor {
    let flat = Tensor.cat(params.map { $0.grad?.view(-1) ?? .zeros([$0.numel], dtype: $0.dtype) })
    return maximize ? flat.neg_() : flat
  }

  /// Adds a multiple of a direction.
  func add(_ direction: Tensor, _ step: Quantity) {
    var offset = 0
    for parameter in params {
      parameter.add_(direction.narrow(0, offset, parameter.numel).view(parameter.shape), alpha: .double(step.value))
      offset += parameter.numel
    }
  }

  func copies() -> [Tensor] { params.map { $0.clone() } }

  func set(_ values: [Tensor]) {
    for (parameter, value) in zip(params, values) { parameter.copy_(value) }
  }
}
