// fails: the gradient reaches the weight
// says: If it is volatile, one of its inputs is
import Autograd
import LegacyVariable

/// The mean of the squared differences between a model's output and the target.
func meanSquaredError(_ output: Variable, _ target: Tensor) -> Variable {
  let difference = output - Variable(target, volatile: true)
  return (difference * difference).mean()
}
