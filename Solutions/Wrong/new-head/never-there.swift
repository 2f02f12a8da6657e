// fails: the model has the new outputs
// fails: only the new layer can learn
// says: only an assignment to `model[…]` changes the model
import Autograd
import NN
import Optim

/// Replaces the model's last layer, freezes all others, and gives an optimizer for the new one.
func newHead(for model: Sequential, outputs: Int, lr: Double) -> SGD {
  var head = model[-1] as! Linear
  model.requiresGrad(false)
  head = Linear(head.inFeatures, outputs)
  return SGD(head.parameters(), lr: lr)
}
