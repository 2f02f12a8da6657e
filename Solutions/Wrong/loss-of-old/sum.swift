// fails: the loss
// says: This is the sum of the squares, not their mean
import Autograd
import LegacyVariable

/// The mean of the squared differences between a model's output and the target.
func meanSquaredError(_ output: Variable, _ target: Tensor) -> Variable {
  let difference = output - Variable(target)
  return (difference * difference).sum()
}
