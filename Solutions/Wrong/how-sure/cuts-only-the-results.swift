// fails: nothing is recorded
// says: A graph was recorded
import Autograd
import NN

func answers(of model: Module, to x: Tensor, times: Int) -> (mean: Tensor, std: Tensor) {
  let states = model.modules().map { ($0, $0.training) }
  model.eval()
  for module in model.modules() where module is Dropout { module.train() }
  let all = Tensor.stack((0..<times).map { _ in model(x) })
  for (module, state) in states { module.training = state }
  return (all.mean(0).detach(), all.std(0).detach())
}
