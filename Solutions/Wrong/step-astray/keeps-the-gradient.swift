// fails: w is left as it was found
// says: The gradient of this step is still there
import Autograd

func trainingStep(_ w: Tensor, _ x: Tensor, _ target: Tensor, rate: Double) throws -> Double {
  let loss = (w * x - target).square().sum() + 0.1 * w.square().sum()
  try loss.backward()
  noGrad {
    w -= rate * w.grad!
    w.clamp_(min: -1, max: 1)
  }
  return loss.item()
}
