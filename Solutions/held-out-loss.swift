import Autograd
import NN

/// The mean over the batches of the mean squared error, computed as in use. Every module's `training` is afterwards what it was.
func heldOutLoss(_ model: Module, _ batches: [(x: Tensor, y: Tensor)]) -> Double {
  // Each module has a state of its own. `train()` at the end would put all of them into training, those too that were not.
  let states = model.modules().map { ($0, $0.training) }
  model.eval()
  defer { for (module, training) in states { module.training = training } }
  let lossFunction = MSELoss()
  // `eval()` is for the layers and says nothing about recording. `noGrad` is for recording and ends by itself.
  return noGrad {
    batches.reduce(0.0) { $0 + lossFunction(model($1.x), $1.y).item() } / Double(batches.count)
  }
}
