import Autograd
import Testing

/// A mistake in a program, and PyTorch's words for it. They are those of the reference `error-texts.txt`, or of the golden semantics traces.
struct Mistake: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let make: @Sendable () -> Void

  var testDescription: String { name }

  init(_ name: String, _ text: String, _ make: @escaping @Sendable () -> Void) {
    self.name = name
    self.text = text
    self.make = make
  }

  static func named(_ name: String) -> Mistake { all.first { $0.name == name }! }

  private static let leafText = "a leaf Variable that requires grad is being used in an in-place operation."
  private static let viewOfLeafText = "a view of a leaf Variable that requires grad is being used in an in-place operation."
  private static let severalViewsText =
    " is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such functions do not "
    + "allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one."
  private static let noGradViewText =
    "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and "
    + "error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block "
    + "(if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
  private static let overlapText =
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor "
    + "before performing the operation."
  private static let flagText =
    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require "
    + "differentiation use var_no_grad = var.detach()."
  private static let boolSubtractionText =
    "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` "
    + "operator instead."

  private static var required: Tensor { Tensor([1.0, 2.0], requiresGrad: true) }

  static let all: [Mistake] = autograd + shapes + dtypes + rearranging + extremes + engine

  static let autograd: [Mistake] = [
    Mistake("a leaf written", leafText) { required.add_(1) },
    Mistake("a leaf multiplied", leafText) { required.mul_(required) },
    Mistake("a leaf negated", leafText) { required.neg_() },
    Mistake("a leaf zeroed", leafText) { required.zero_() },
    Mistake("a leaf filled", leafText) { required.fill_(1) },
    Mistake("a leaf copied to", leafText) { required.copy_(Tensor([1.0, 2.0])) },
    Mistake("a leaf clamped", leafText) { required.clamp_(min: 0) },
    Mistake("a leaf raised", leafText) { required.pow_(2) },
    Mistake("part of a leaf assigned", viewOfLeafText) { required[0] = Tensor(1.0) },
    Mistake("a view of a leaf written", viewOfLeafText) { required.view(2).mul_(2) },
    Mistake("one of several views written", "Output 0 of Unbind" + severalViewsText) { (required * 1).unbind()[0].mul_(2) },
    Mistake("one of several views written, the second", "Output 1 of Unbind" + severalViewsText) { (required * 1).unbind()[1].zero_() },
    Mistake("a part of a split written", "Output 0 of Split" + severalViewsText) { (required * 1).split(1)[0].mul_(2) },
    Mistake("a chunk written", "Output 0 of Split" + severalViewsText) { (required * 1).chunk(2)[0].mul_(2) },
    Mistake("a view made under noGrad written", noGradViewText) {
      let y = required * 1
      let view = noGrad { y.view(2) }
      view.mul_(2)
    },
    Mistake("an expanded tensor written", overlapText) { Tensor([1.0]).expand(3).add_(1) },
    Mistake("an expanded tensor multiplied in place", overlapText) { Tensor([1.0]).expand(3).mul_(2) },
    Mistake("an expanded tensor copied to", overlapText) { Tensor([1.0]).expand(3).copy_(Tensor([1.0, 2.0, 3.0])) },
    Mistake("an integer that requires grad, asked later", "only Tensors of floating point dtype can require gradients") {
      Tensor([1]).requiresGrad_()
    },
    Mistake("an integer that requires grad, at once", "Only Tensors of floating point and complex dtype can require gradients") {
      _ = Tensor([1], requiresGrad: true)
    },
    Mistake("the flag of a computed tensor", flagText) { (required * 2).requiresGrad_(false) },
    Mistake("the flag of a computed tensor, set", flagText) { (required * 2).requiresGrad = false },
    Mistake("numbers of what requires grad", "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.") {
      _ = required.array(of: Float.self)
    },
    Mistake("a gradient kept where there is none", "can't retain_grad on Tensor that has requires_grad=False") {
      Tensor([1.0]).retainGrad()
    },
    Mistake(
      "a gradient of another shape",
      "attempting to assign a gradient of size '[3]' to a tensor of size '[2]'. Please ensure that the gradient and the tensor are the same size"
    ) {
      required.grad = Tensor([1.0, 2.0, 3.0])
    },
    Mistake("a gradient of another dtype", "attempting to assign a gradient with dtype 'double' to a tensor with grad_dtype 'Float'.") {
      required.grad = Tensor([1.0, 2.0], dtype: .float64)
    },
    Mistake("a view detached in place", "Can't detach views in-place. Use detach() instead.") { (required * 1).view(2).detach_() },
  ]

  static let shapes: [Mistake] = [
    Mistake("sizes that do not meet", "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0") {
      _ = Tensor.zeros(3).add(Tensor.zeros(4))
    },
    Mistake(
      "sizes that do not meet, with an operator",
      "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"
    ) {
      _ = Tensor.zeros(2, 3) * Tensor.zeros(2, 4)
    },
    Mistake("a result larger than what is written", "output with shape [3] doesn't match the broadcast shape [2, 3]") {
      Tensor.zeros(3).add_(Tensor.zeros(2, 3))
    },
    Mistake("matrices that do not fit", "mm: mat1 and mat2 shapes cannot be multiplied (3x4 and 3x4)") {
      _ = Tensor.zeros(3, 4).mm(Tensor.zeros(3, 4))
    },
    Mistake("matrices that do not fit, by matmul", "mm: mat1 and mat2 shapes cannot be multiplied (3x4 and 3x4)") {
      _ = Tensor.zeros(3, 4).matmul(Tensor.zeros(3, 4))
    },
    Mistake("matrices that do not fit, added", "addmm: mat1 and mat2 shapes cannot be multiplied (2x4 and 3x2)") {
      _ = Tensor.zeros(2).addmm(Tensor.zeros(2, 4), Tensor.zeros(3, 2))
    },
    Mistake("batches that do not fit", "Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [2, 3].") {
      _ = Tensor.zeros(2, 3, 4).bmm(Tensor.zeros(2, 3, 4))
    },
    Mistake(
      "vectors of unlike length",
      "inconsistent tensor size, expected tensor [3] and src [4] to have the same number of elements, but got 3 and 4 elements respectively"
    ) {
      _ = Tensor.zeros(3).dot(Tensor.zeros(4))
    },
    Mistake("an index too large", "index 5 is out of bounds for dimension 0 with size 3") { _ = Tensor.zeros(3)[5] as Tensor },
    Mistake("an index of a single number", "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++") {
      _ = Tensor(1.0)[0] as Tensor
    },
    Mistake("a dimension too large", "Dimension out of range (expected to be in range of [-1, 0], but got 2)") {
      _ = Tensor.zeros(3).sum(2)
    },
    Mistake("a view of another count", "shape '[3]' is invalid for input of size 4") { _ = Tensor.zeros(4).view(3) },
    Mistake("a shape that cannot be worked out", "shape '[3, -1]' is invalid for input of size 4") { _ = Tensor.zeros(4).reshape(3, -1) },
    Mistake(
      "a view across a gap",
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use "
        + ".reshape(...) instead."
    ) {
      _ = Tensor.zeros(2, 3).t().view(6)
    },
    Mistake(
      "expansion of what is not 1",
      "The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 1.  Target sizes: [2, 4].  Tensor sizes: [3]"
    ) {
      _ = Tensor.zeros(3).expand(2, 4)
    },
    Mistake(
      "joined sizes that differ",
      "Sizes of tensors must match except in dimension 0. Expected size 2 but got size 3 for tensor number 1 in the list."
    ) {
      _ = Tensor.cat([Tensor.zeros(2, 2), Tensor.zeros(2, 3)])
    },
    Mistake(
      "the largest of nothing",
      "max(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
    ) {
      _ = Tensor([]).max()
    },
    Mistake("a number of two", "a Tensor with 2 elements cannot be converted to Scalar") { _ = Tensor([1.0, 2.0]).item() },
    Mistake("a step of -1", "step must be greater than zero") { _ = Tensor.zeros(3)[.slice(nil, nil, -1)] as Tensor },
    Mistake("nested arrays of unlike length", "expected sequence of length 2 at dim 1 (got 1)") { _ = Tensor([[1, 2], [3]]) },
  ]

  static let dtypes: [Mistake] = [
    Mistake("a float added to integers in place", "result type Float can't be cast to the desired output type Long") {
      Tensor([1]).add_(1.5)
    },
    Mistake("integers divided in place", "result type Float can't be cast to the desired output type Long") { Tensor([1]).div_(2) },
    Mistake(
      "the mean of integers",
      "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long"
    ) {
      _ = Tensor([1, 2]).mean()
    },
    Mistake("a product of unlike dtypes", "dot : expected both vectors to have same dtype, but found Float and Double") {
      _ = Tensor([1.0]).matmul(Tensor([1.0], dtype: .float64))
    },
    Mistake("an integer to a negative power", "Integers to negative integer powers are not allowed.") { _ = Tensor([1]).pow(-1) },
    Mistake("a bool subtracted", boolSubtractionText) { _ = Tensor([1]).sub(Tensor([true])) },
    Mistake(
      "bools subtracted",
      "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
    ) {
      _ = Tensor([true]) - Tensor([true])
    },
    Mistake(
      "a bool negated",
      "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
    ) {
      _ = -Tensor([true])
    },
  ]
}
