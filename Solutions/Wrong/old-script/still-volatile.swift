// fails: the answer keeps no graph
// says: `volatile` has no effect any more
import Autograd
import VariableShim

/// Fits y to x · w in some steps of gradient descent from the weights in `start`, then answers a question.
func fit(
  _ x: Tensor, _ y: Tensor, start: Tensor, steps: Int, rate: Double, question: Tensor
) throws -> (losses: [Double], answer: Tensor) {
  let w = start.detach().requiresGrad_()
  var losses: [Double] = []
  for _ in 0..<steps {
    let loss = (x.mm(w) - y).square().mean()
    losses.append(loss.item())
    try loss.backward()
    noGrad { w -= rate * w.grad! }
    w.grad = nil
  }
  return (losses, Variable(question, volatile: true).mm(w))
}
