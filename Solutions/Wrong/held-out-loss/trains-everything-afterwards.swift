// fails: every module is left as it was
// says: train() and eval() reach into all submodules
import Autograd
import NN

func heldOutLoss(_ model: Module, _ batches: [(x: Tensor, y: Tensor)]) -> Double {
  model.eval()
  let lossFunction = MSELoss()
  var total = 0.0
  noGrad {
    for (x, y) in batches { total += lossFunction(model(x), y).item() }
  }
  model.train()
  return total / Double(batches.count)
}
