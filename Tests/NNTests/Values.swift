import Autograd
import Foundation
import NN

extension Tensor {
  /// The elements, whether or not the tensor requires grad.
  var floats: [Float] { detach().array(of: Float.self) }

  /// Whether the elements differ by no more than `tolerance` from these.
  func isClose(to values: [Float], within tolerance: Float = 1e-5) -> Bool {
    let mine = floats
    return mine.count == values.count && zip(mine, values).allSatisfy { ($0 - $1).magnitude <= tolerance * Swift.max(1, $1.magnitude) }
  }
}

/// The text of the error that a closure throws.
func textThrown(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch { return "\(error)" }
}

/// A module with something of every kind, whose keys PyTorch's module of the reference `module-behaviour.txt` has.
final class Mixed: Module {
  var w: Parameter? = Parameter([1.0, 2.0])
  var rm = Buffer([0.0, 0.0])
  var tmp = Buffer([0.0], persistent: false)
  var fc = Linear(3, 2)
  var cached = Tensor([9.0], requiresGrad: true)

  override var name: String { "M" }
}

extension Module {
  /// Fills the parameters, one after the other, with halves of sines: what the figures of PyTorch were computed with.
  ///
  ///     for k, p in enumerate(m.parameters()):
  ///       p.copy_(torch.tensor([math.sin(0.7 * i + k) for i in range(p.numel())]).reshape(p.shape) / 2)
  @discardableResult
  func filled() -> Self {
    for (k, parameter) in parameters().enumerated() {
      let values = (0..<parameter.numel).map { sin(0.7 * Double($0) + Double(k)) / 2 }
      noGrad { _ = parameter.copy_(Tensor(values, dtype: .float64).view(parameter.shape)) }
    }
    return self
  }
}

/// How much the element of a place counts in a weighted sum.
private func weight(_ place: Int) -> Double { cos(0.3 * Double(place)) }

extension Tensor {
  /// The sum of the elements, each times a cosine of its place: one figure that tells elements and their order.
  var weightedSum: Tensor { (self * Tensor((0..<numel).map(weight), dtype: dtype).view(shape)).sum() }
}
