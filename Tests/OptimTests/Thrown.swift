import Autograd

/// The text of the error that a closure throws.
func textThrown(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch { return "\(error)" }
}

extension Tensor {
  /// The elements, whether or not the tensor requires grad.
  var floats: [Float] { detach().array(of: Float.self) }
}
