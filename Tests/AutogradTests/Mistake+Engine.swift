import Autograd

/// What the engine refuses; the texts are those of a run of PyTorch 2.15.
extension Mistake {
  private static var inferenceTensor: Tensor { inferenceMode { Tensor.ones(2) } }
  private static var required: Tensor { Tensor([1.0, 2.0], requiresGrad: true) }
  private static let inPlaceText =
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before doing "
    + "inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
  private static let savedText =
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation tracked by "
    + "autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead "
    + "of `torch.inference_mode()`."
  private static let inferenceViewText =
    "A view was created in inference mode and is being modified inplace in normal mode. Given that this use case is ambiguous and "
    + "error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the inference_mode "
    + "block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
  private static let customViewText =
    "Output 0 of Unmarked is a view and is being modified inplace. This view was created inside a custom Function (or because an input was "
    + "returned as-is) and the autograd logic to handle view+inplace would override the custom backward associated with the custom "
    + "Function, leading to incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function."

  static let engine: [Mistake] = [
    Mistake("an inference tensor saved", savedText) { _ = required * inferenceTensor },
    Mistake("an inference tensor saved in place", savedText) { _ = (required * 1).mul_(inferenceTensor) },
    Mistake("an inference tensor written", inPlaceText) { inferenceTensor.add_(1) },
    Mistake("a view of an inference tensor written", inPlaceText) { inferenceTensor.view(2).add_(1) },
    Mistake("a part of an inference tensor assigned", inPlaceText) { inferenceTensor[0] = Tensor(3.0) },
    Mistake(
      "an inference tensor that shall require grad", "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
    ) {
      inferenceTensor.requiresGrad_()
    },
    Mistake("the version of an inference tensor", "Inference tensors do not track version counter.") { _ = inferenceTensor.version },
    Mistake("a view made in inference mode written", inferenceViewText) {
      let y = required * 1
      let view = inferenceMode { y.view(2) }
      view.add_(1)
    },
    Mistake("a hook where there is no gradient", "cannot register a hook on a tensor that doesn't require gradient") {
      Tensor([1.0]).registerHook { $0 }
    },
    Mistake("a post-accumulate hook in the interior", "post accumulate grad hooks cannot be registered on non-leaf tensors") {
      (required * 2).registerPostAccumulateGradHook { _ in }
    },
    Mistake(
      "a pack hook that writes",
      "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook cannot be"
    ) {
      savedTensorsHooks(pack: { $0.detach().mul_(2) }, unpack: { $0 }) { _ = required * required }
    },
    Mistake(
      "an input written and not returned",
      "Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified inplace must all be "
        + "outputs of the Function."
    ) {
      _ = Doubling(returnsInput: false).apply(required * 1)
    },
    Mistake("a leaf written by a function", "a leaf Variable that requires grad has been used in an in-place operation.") {
      _ = Doubling().apply(required)
    },
    Mistake(
      "a view written by a function of two outputs", "If your Function modifies inplace an input that is a view of another Tensor, your"
    ) {
      _ = Doubling(outputs: 2).apply((required * 1)[0])
    },
    Mistake("an input returned as it is and then written", customViewText) { Unmarked(returned: { $0 })(required * 1).mul_(2) },
    Mistake("a view returned and then written", customViewText) { Unmarked(returned: { $0.view(2, 1) })(required * 1).mul_(2) },
  ]
}
