// fails: the gradient reaches the weight
// says: it did not reach the weight
import Autograd
import LegacyVariable

/// The mean of the squared differences between a model's output and the target.
func meanSquaredError(_ output: Variable, _ target: Tensor) -> Variable {
  let difference = Variable(output.data - target, requiresGrad: true)
  return (difference * difference).mean()
}
