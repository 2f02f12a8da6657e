// fails: a step changes the new layer and nothing else
// says: the optimizer holds the parameters of the layer that was replaced
import Autograd
import NN
import Optim

func newHead(for model: Sequential, outputs: Int, lr: Double) -> SGD {
  model.requiresGrad(false)
  let old = model[-1] as! Linear
  let optimizer = SGD(old.parameters(), lr: lr)
  model[-1] = Linear(old.inFeatures, outputs)
  return optimizer
}
