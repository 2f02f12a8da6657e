import Autograd
import Testing

/// Holds gradients against central finite differences, in float64.
///
/// The scalar that is differentiated is the function's result times fixed weights, so that every element of the result counts for itself.
enum GradientCheck {
  /// - Parameters:
  ///   - inputs: float64 leaves that require grad, in any layout without repeated elements.
  ///   - order: 1 for first derivatives, 2 for the derivatives of these as well.
  static func run(
    _ name: String, _ inputs: [Tensor], order: Int = 2, tolerance: Double = 1e-6, sourceLocation: SourceLocation = #_sourceLocation,
    _ function: @escaping ([Tensor]) -> Tensor
  ) throws {
    let scalar = { (xs: [Tensor]) in weighted(function(xs)) }
    try compare("\(name), first order", inputs, tolerance, sourceLocation, scalar)
    if order < 2 { return }
    try compare("\(name), second order", inputs, tolerance * 10, sourceLocation) { xs in
      let gradients = try grad(outputs: [scalar(xs)], inputs: xs, createGraph: true, allowUnused: true)
      return gradients.compactMap { $0 }.reduce(Tensor.zeros([], dtype: .float64)) { $0 + weighted($1 * $1 + $1) }
    }
  }

  private static func weighted(_ y: Tensor) -> Tensor {
    let weights = (0..<y.numel).map { 0.5 + 0.37 * Double(($0 * 7) % 5) }
    return (y * Tensor(weights, dtype: .float64).reshape(y.shape)).sum()
  }

  private static func compare(
    _ name: String, _ inputs: [Tensor], _ tolerance: Double, _ sourceLocation: SourceLocation, _ scalar: ([Tensor]) throws -> Tensor
  ) throws {
    let y = try scalar(inputs)
    let analytic = y.requiresGrad ? try grad(outputs: [y], inputs: inputs, allowUnused: true) : inputs.map { _ in nil }
    for (i, input) in inputs.enumerated() {
      let expected = try numeric(input) { try scalar(inputs).item() }
      let actual = analytic[i]?.detach().array(of: Double.self) ?? Array(repeating: 0, count: input.numel)
      if let gradient = analytic[i] { #expect(gradient.shape == input.shape, "\(name)", sourceLocation: sourceLocation) }
      for (place, pair) in zip(actual, expected).enumerated() {
        #expect(
          abs(pair.0 - pair.1) <= tolerance * Swift.max(1, abs(pair.1)),
          "\(name): input \(i) of shape \(input.shape) and strides \(input.strides), element \(place)", sourceLocation: sourceLocation)
      }
    }
  }

  private static func numeric(_ input: Tensor, _ scalar: () throws -> Double) throws -> [Double] {
    let step = 1e-5
    return try places(of: input).map { place in
      let element = input.data.asStrided([], [], offset: place)
      let before = element.item()
      noGrad { element.fill_(before + step) }
      let above = try scalar()
      noGrad { element.fill_(before - step) }
      let below = try scalar()
      noGrad { element.fill_(before) }
      return (above - below) / (2 * step)
    }
  }
}

/// Where each element stands in its storage, in row-major order.
func places(of tensor: Tensor) -> [Int] {
  var result = [tensor.storageOffset]
  for (size, stride) in zip(tensor.shape, tensor.strides) {
    result = result.flatMap { start in (0..<size).map { start + $0 * stride } }
  }
  return result
}
