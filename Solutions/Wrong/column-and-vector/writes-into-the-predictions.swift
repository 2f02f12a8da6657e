// fails: views of something larger
// says: The predictions that were given have changed
import Autograd

/// The mean of the squared differences, element by element.
func meanSquaredError(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
  let wanted = targets.reshape(predictions.shape)
  predictions -= wanted
  return predictions.square().mean()
}
