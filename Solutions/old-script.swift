// The data need no wrapper. The weights do: `start.detach()` is another tensor on the memory of `start`, so training it trains `start`, and
// the flag is on the other one. `item()` takes out the number. Under `noGrad` a leaf may be written, and the write is counted; `w.grad = nil`
// lets the next step begin without a gradient. The answer is computed under `noGrad`, which does what `volatile` did.
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
    noGrad { w -= rate * w.grad! }
    w.grad = nil
  }
  return (losses, noGrad { question.mm(w) })
}
