// fails: batch norm is as in use
// says: it was in training too
import Autograd
import NN

func answers(of model: Module, to x: Tensor, times: Int) -> (mean: Tensor, std: Tensor) {
  let states = model.modules().map(\.training)
  model.train()
  let (mean, std) = noGrad {
    let all = Tensor.stack((0..<times).map { _ in model(x) })
    return (all.mean(0), all.std(0))
  }
  for (module, state) in zip(model.modules(), states) { module.training = state }
  return (mean, std)
}
