import Autograd
import NN

/// Mean and standard deviation of `times` calls in which nothing but dropout is as in training. Every module is left as it was.
func answers(of model: Module, to x: Tensor, times: Int) -> (mean: Tensor, std: Tensor) {
  // The switch is each module's own. So batch norm can be as in use while dropout is as in training.
  let states = model.modules().map { ($0, $0.training) }
  for module in model.modules() { module.training = module is Dropout }
  defer { for (module, training) in states { module.training = training } }
  // The other switch is the thread's, and ends with the brace.
  return noGrad {
    let all = Tensor.stack((0..<times).map { _ in model(x) })
    return (all.mean(0), all.std(0))
  }
}
