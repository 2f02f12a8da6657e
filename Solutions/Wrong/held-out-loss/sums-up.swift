// fails: a linear model
// says: It is the mean of the batches' losses
import Autograd
import NN

func heldOutLoss(_ model: Module, _ batches: [(x: Tensor, y: Tensor)]) -> Double {
  let states = model.modules().map { ($0, $0.training) }
  model.eval()
  defer { for (module, training) in states { module.training = training } }
  let lossFunction = MSELoss()
  return noGrad { batches.reduce(0.0) { $0 + lossFunction(model($1.x), $1.y).item() } }
}
