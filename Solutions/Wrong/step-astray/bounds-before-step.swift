// fails: first the step, then the bounds
// says: they come after it
import Autograd

func trainingStep(_ w: Tensor, _ x: Tensor, _ target: Tensor, rate: Double) throws -> Double {
  let loss = (w * x - target).square().sum() + 0.1 * w.square().sum()
  try loss.backward()
  noGrad {
    w.clamp_(min: -1, max: 1)
    w -= rate * w.grad!
  }
  w.grad = nil
  return loss.item()
}
