import Autograd

/// Gives its input as it is: PyTorch's `nn.Identity`. What takes the place of a layer that is left out.
open class Identity: Module {
  /// The input.
  open override func forward(_ input: Tensor) -> Tensor { input }
}
