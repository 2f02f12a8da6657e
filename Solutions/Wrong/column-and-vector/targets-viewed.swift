// fails: views of something larger
// says: `view` refuses them; which function never does?
import Autograd

/// The mean of the squared differences, element by element.
func meanSquaredError(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
  (predictions - targets.view(predictions.shape)).square().mean()
}
