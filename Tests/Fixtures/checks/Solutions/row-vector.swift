// The initialiser that takes a tensor is private: the compiler lets nobody else make a vector whose length is not what its name says.
import Autograd

/// A vector with a name for its length. Other sizes are refused by the compiler: there is no way to make one of a tensor alone.
struct RowVector {
  let tensor: Tensor

  init(length: Int) { tensor = Tensor.ones(length) }

  private init(_ tensor: Tensor) { self.tensor = tensor }

  func scaled(by factor: Double) -> RowVector { RowVector(tensor * factor) }
}
