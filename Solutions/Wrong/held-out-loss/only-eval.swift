// fails: nothing is recorded
// says: eval() does not turn it off
import Autograd
import NN

func heldOutLoss(_ model: Module, _ batches: [(x: Tensor, y: Tensor)]) -> Double {
  let states = model.modules().map(\.training)
  model.eval()
  let lossFunction = MSELoss()
  var total = 0.0
  for (x, y) in batches { total += lossFunction(model(x), y).item() }
  for (module, state) in zip(model.modules(), states) { module.training = state }
  return total / Double(batches.count)
}
