// fails: none of a tensor alone
// says: must not compile, and the compiler takes them
import Autograd

struct RowVector {
  let tensor: Tensor

  init(length: Int) { tensor = Tensor.ones(length) }

  init(_ tensor: Tensor) { self.tensor = tensor }

  func scaled(by factor: Double) -> RowVector { RowVector(tensor * factor) }
}
