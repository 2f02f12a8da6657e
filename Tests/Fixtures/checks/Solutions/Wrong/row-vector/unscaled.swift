// fails: ones, scaled
// says: the first value that differs, at [0], is 1.0
import Autograd

struct RowVector {
  let tensor: Tensor

  init(length: Int) { tensor = Tensor.ones(length) }

  private init(_ tensor: Tensor) { self.tensor = tensor }

  func scaled(by factor: Double) -> RowVector { self }
}
