// fails: the gradient reaches the weight
// says: the output was taken through `data`
import Autograd
import LegacyVariable

/// The mean of the squared differences between a model's output and the target.
func meanSquaredError(_ output: Variable, _ target: Tensor) -> Variable {
  let difference = Variable(output.data - target)
  return (difference * difference).mean()
}
