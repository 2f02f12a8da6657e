// fails: counted writes, other layouts
// says: past its version counter: through `.data`
import Autograd

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
    w.data -= rate * w.grad!
    w.grad = nil
  }
  return (losses, noGrad { question.mm(w) })
}
