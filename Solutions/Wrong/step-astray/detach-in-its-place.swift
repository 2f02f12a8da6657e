// fails: the gradient belongs to the loss
// says: expected version 0 instead
import Autograd

func trainingStep(_ w: Tensor, _ x: Tensor, _ target: Tensor, rate: Double) throws -> Double {
  let loss = (w * x - target).square().sum() + 0.1 * w.square().sum()
  w.detach().clamp_(min: -1, max: 1)
  try loss.backward()
  w.detach().sub_(rate * w.grad!)
  w.grad = nil
  return loss.item()
}
