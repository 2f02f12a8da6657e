// fails: only the new layer can learn
// says: their gradients are computed and thrown away
import Autograd
import NN
import Optim

func newHead(for model: Sequential, outputs: Int, lr: Double) -> SGD {
  let head = Linear((model[-1] as! Linear).inFeatures, outputs)
  model[-1] = head
  return SGD(head.parameters(), lr: lr)
}
