// fails: a step changes the new layer and nothing else
// fails: the optimizer holds the new layer's parameters alone
// says: It may have a gradient from earlier training
import Autograd
import NN
import Optim

func newHead(for model: Sequential, outputs: Int, lr: Double) -> SGD {
  model.requiresGrad(false)
  model[-1] = Linear((model[-1] as! Linear).inFeatures, outputs)
  return SGD(model.parameters(), lr: lr)
}
