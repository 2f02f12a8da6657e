// fails: mean and spread of a model with dropout
// says: All answers are the same: dropout is off
import Autograd
import NN

func answers(of model: Module, to x: Tensor, times: Int) -> (mean: Tensor, std: Tensor) {
  model.eval()
  let all = noGrad { Tensor.stack((0..<times).map { _ in model(x) }) }
  return (all.mean(0), all.std(0))
}
