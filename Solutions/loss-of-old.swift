// The target changes sides, because the output must keep its records. It gets no flag: a target that requires no grad is a plain Variable.
// A volatile one would make the loss volatile, and `output.data` would cut the graph.
import Autograd
import LegacyVariable

/// The mean of the squared differences between a model's output and the target.
func meanSquaredError(_ output: Variable, _ target: Tensor) -> Variable {
  let difference = output - Variable(target)
  return (difference * difference).mean()
}
