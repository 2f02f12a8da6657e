import Autograd

/// One step of gradient descent on Σ (w·x − target)² + 0.1 Σ w². The weights end between -1 and 1. Gives the loss before the step.
func trainingStep(_ w: Tensor, _ x: Tensor, _ target: Tensor, rate: Double) throws -> Double {
  let loss = (w * x - target).square().sum() + 0.1 * w.square().sum()
  // `w.square()` saved w. Nothing may be written to it before this line has run.
  try loss.backward()
  // Without recording, so that a leaf may be written; not through `data`, so that the writes are counted.
  noGrad {
    w -= rate * w.grad!
    w.clamp_(min: -1, max: 1)
  }
  w.grad = nil
  return loss.item()
}
