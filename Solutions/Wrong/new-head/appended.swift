// fails: the model has the new outputs
// fails: only the new layer can learn
// says: in the place of the old one
import Autograd
import NN
import Optim

func newHead(for model: Sequential, outputs: Int, lr: Double) -> SGD {
  model.requiresGrad(false)
  let head = Linear((model[-1] as! Linear).outFeatures, outputs)
  model.append(head)
  return SGD(head.parameters(), lr: lr)
}
