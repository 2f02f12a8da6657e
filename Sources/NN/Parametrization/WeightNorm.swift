import Autograd

/// Parametrizations that are ready made: PyTorch's `torch.nn.utils.parametrizations`.
public enum parametrizations {
  /// Splits a weight into its length and its direction, `g · v / ‖v‖`, after Salimans and Kingma (2016): PyTorch's `weight_norm`.
  ///
  ///     let layer = parametrizations.weightNorm(Linear(20, 40))
  ///     print(layer.namedParameters().map(\.name))  // bias, parametrizations.weight.original0 (g) and original1 (v)
  ///
  /// A state dictionary with the older names `weight_g` and `weight_v` can be loaded.
  ///
  /// - Parameters:
  ///   - module: Whose parameter it is.
  ///   - name: The weight's name.
  ///   - dim: The dimension along which each slice has a length of its own; nil for one length.
  /// - Returns: The module.
  @discardableResult
  public static func weightNorm<Target: Module>(
    _ module: Target, name: String = "weight", dim: Int? = 0, file: StaticString = #filePath, line: UInt = #line
  ) -> Target {
    parametrize.registerParametrization(module, name, _WeightNorm(dim), file: file, line: line)
    module.registerLoadStateDictPreHook { _, stateDict, prefix, _ in
      let older = ["\(prefix)\(name)_g", "\(prefix)\(name)_v"]
      guard let g = stateDict[older[0]], let v = stateDict[older[1]] else { return }
      for key in older { stateDict[key] = nil }
      stateDict["\(prefix)parametrizations.\(name).original0"] = g
      stateDict["\(prefix)parametrizations.\(name).original1"] = v
    }
    return module
  }
}

/// Computes a weight of its length and its direction. The name is PyTorch's, which shows in the printed form.
private final class _WeightNorm: Module, RightInvertible {
  private let dim: Int?

  init(_ dim: Int?) { self.dim = dim }

  override func forward(_ length: Tensor, _ direction: Tensor) -> Tensor { direction * (length / norm(direction)) }

  func rightInverse(_ value: Tensor) -> [Tensor] { [norm(value), value] }

  /// The length of each slice along the dimension, with sizes of 1 for the others.
  private func norm(_ value: Tensor) -> Tensor {
    guard let dim else { return value.vectorNorm() }
    let place = dim < 0 ? dim + value.dim : dim
    return value.vectorNorm(dim: (0..<value.dim).filter { $0 != place }, keepdim: true)
  }
}
