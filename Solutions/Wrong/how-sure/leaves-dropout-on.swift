// fails: every module is left as it was
// says: not in the state it was in before
import Autograd
import NN

func answers(of model: Module, to x: Tensor, times: Int) -> (mean: Tensor, std: Tensor) {
  model.eval()
  for module in model.modules() where module is Dropout { module.train() }
  let all = noGrad { Tensor.stack((0..<times).map { _ in model(x) }) }
  return (all.mean(0), all.std(0))
}
