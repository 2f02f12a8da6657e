import Autograd
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
