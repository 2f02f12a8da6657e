// fails: dropout is off
// fails: nothing is learned from the data, not even statistics
// says: noGrad does not reach the layers
import Autograd
import NN

func heldOutLoss(_ model: Module, _ batches: [(x: Tensor, y: Tensor)]) -> Double {
  let lossFunction = MSELoss()
  var total = 0.0
  noGrad {
    for (x, y) in batches { total += lossFunction(model(x), y).item() }
  }
  return total / Double(batches.count)
}
