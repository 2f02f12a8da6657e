// The order is the point. First everything is frozen, while the old head is in its place. Then the new layer comes, whose parameters
// require grad by default. The optimizer is made last, and of the new layer's parameters alone: one that was made before would hold
// parameters that the model no longer has, and one with all parameters would use gradients that earlier training left behind.
import Autograd
import NN
import Optim

/// Replaces the model's last layer, freezes all others, and gives an optimizer for the new one.
func newHead(for model: Sequential, outputs: Int, lr: Double) -> SGD {
  model.requiresGrad(false)
  let inputs = (model[-1] as! Linear).inFeatures
  let head = Linear(inputs, outputs)
  model[-1] = head
  return SGD(head.parameters(), lr: lr)
}
