// fails: a column of predictions, a vector of targets
// says: Every prediction was compared with every target
import Autograd

/// The mean of the squared differences, element by element.
func meanSquaredError(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
  (predictions - targets.reshape(-1)).square().mean()
}
