// fails: only the new layer can learn
// says: in its place already when you froze the model
import Autograd
import NN
import Optim

func newHead(for model: Sequential, outputs: Int, lr: Double) -> SGD {
  let head = Linear((model[-1] as! Linear).inFeatures, outputs)
  model[-1] = head
  model.requiresGrad(false)
  return SGD(head.parameters(), lr: lr)
}
