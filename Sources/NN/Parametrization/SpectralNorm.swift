import Autograd

extension parametrizations {
  /// Divides a weight by its largest singular value, after Miyato et al. (2018): PyTorch's `spectral_norm`.
  ///
  ///     let layer = parametrizations.spectralNorm(Linear(20, 40))
  ///     print(layer.stateDict().keys)  // bias, parametrizations.weight.original, ...0._u and ...0._v
  ///
  /// The singular value is estimated with the power method, one step of which is taken each time that the weight is computed in training.
  /// A vector is divided by its length.
  ///
  /// - Parameters:
  ///   - module: Whose weight it is.
  ///   - name: The weight's name.
  ///   - nPowerIterations: How many steps of the power method are taken each time.
  ///   - eps: The least length that a vector is divided by.
  ///   - dim: Which of the weight's dimensions counts the outputs: that of the layer, if left out.
  /// - Returns: The module.
  @discardableResult
  public static func spectralNorm<Target: Module>(
    _ module: Target, name: String = "weight", nPowerIterations: Int = 1, eps: Double = 1e-12, dim: Int? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Target {
    let site = CallSite(file, line)
    let weight = parameter(of: module, name, at: site)
    let isTransposed = module is ConvTranspose1d || module is ConvTranspose2d || module is ConvTranspose3d
    let norm = _SpectralNorm(weight, nPowerIterations, dim: dim ?? (isTransposed ? 1 : 0), eps: eps, at: site)
    return parametrize.registerParametrization(module, name, norm, file: file, line: line)
  }

  /// The parameter that is to be computed.
  static func parameter(of module: Module, _ name: String, at site: CallSite) -> Parameter {
    guard let parameter = module.parameter(named: name) else {
      fail("Module '\(module)' has no parameter or buffer with name '\(name)'", at: site)
    }
    return parameter
  }
}

/// Computes a weight of itself and of two vectors near the singular ones. The name is PyTorch's, which shows in the printed form.
private final class _SpectralNorm: Module, RightInvertible {
  private let dim: Int
  private let eps: Double
  private let iterations: Int
  /// Near the left and the right singular vector that belong to the largest value.
  var _u: Buffer?
  var _v: Buffer?

  init(_ weight: Tensor, _ iterations: Int, dim: Int, eps: Double, at site: CallSite) {
    if !(-weight.dim..<weight.dim).contains(dim) {
      fail(
        "Dimension out of range (expected to be in range of [\(-weight.dim), \(weight.dim - 1)] but got \(dim))", at: site)
    }
    if iterations <= 0 { fail("Expected n_power_iterations to be positive, but got n_power_iterations=\(iterations)", at: site) }
    self.dim = dim < 0 ? dim + weight.dim : dim
    self.eps = eps
    self.iterations = iterations
    super.init()
    if weight.dim < 2 { return }
    noGrad {
      let matrix = matrix(weight)
      func draw(_ count: Int) -> Tensor { Tensor.empty([count], dtype: weight.dtype, device: weight.device).normal_(0, 1) }
      let (u, v) = (draw(matrix.size(0)), draw(matrix.size(1)))
      _u = Buffer(u.normalize(dim: 0, eps: eps))
      _v = Buffer(v.normalize(dim: 0, eps: eps))
      approach(matrix, steps: 15)
    }
  }

  override func forward(_ weight: Tensor) -> Tensor {
    guard let _u, let _v else { return weight.normalize(dim: 0, eps: eps) }
    let matrix = matrix(weight)
    if training { noGrad { approach(matrix, steps: iterations) } }
    // Copies: the next step of the power method writes to the vectors, and this graph still needs them.
    let (left, right) = (_u.detach().clone(), _v.detach().clone())
    return weight / left.dot(matrix.mv(right))
  }

  func rightInverse(_ value: Tensor) -> [Tensor] { [value] }

  private func matrix(_ weight: Tensor) -> Tensor {
    let front = dim == 0 ? weight : weight.permute([dim] + (0..<weight.dim).filter { $0 != dim })
    return front.flatten(1)
  }

  private func approach(_ matrix: Tensor, steps: Int) {
    guard let _u, let _v else { return }
    for _ in 0..<steps {
      _u.copy_(matrix.mv(_v).normalize(dim: 0, eps: eps))
      _v.copy_(matrix.t().mv(_u).normalize(dim: 0, eps: eps))
    }
  }
}
