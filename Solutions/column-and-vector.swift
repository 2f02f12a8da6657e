// The targets take the shape of the predictions, so nothing is left to broadcast. `reshape` takes any layout, as `view` would not; that it
// may copy does no harm, because the targets are only read. If the numbers of elements differ it traps: a size that is 1 by chance is not
// stretched. `squeeze()` on both would let a single target through.
import Autograd

/// The mean of the squared differences, element by element.
func meanSquaredError(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
  (predictions - targets.reshape(predictions.shape)).square().mean()
}
