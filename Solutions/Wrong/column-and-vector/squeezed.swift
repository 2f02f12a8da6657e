// fails: one target for several predictions must trap
// says: one target was spread over all predictions
import Autograd

/// The mean of the squared differences, element by element.
func meanSquaredError(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
  (predictions.squeeze() - targets.squeeze()).square().mean()
}
