// fails: the writes are counted
// says: w was written past the counter
import Autograd

func trainingStep(_ w: Tensor, _ x: Tensor, _ target: Tensor, rate: Double) throws -> Double {
  let loss = (w * x - target).square().sum() + 0.1 * w.square().sum()
  try loss.backward()
  w.data -= rate * w.grad!
  w.data.clamp_(min: -1, max: 1)
  w.grad = nil
  return loss.item()
}
