// fails: a vector of predictions, a column of targets
// says: Every prediction was compared with every target
import Autograd

/// The mean of the squared differences, element by element.
func meanSquaredError(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
  let difference = predictions.dim == 2 ? predictions.squeeze(-1) - targets : predictions - targets
  return difference.square().mean()
}
