// Two facts decide. The optimizer holds what `parameters()` lists: a and c, since b is a plain tensor. And a step changes what has a
// gradient: a and b, since c does not require grad. Only a is both, so only a moves.
//
// `zeroGrad()` goes through the optimizer's list as well. It never reaches b, whose gradient is the sum over both rounds.

/// What the program prints: a, b, c, and the gradient of b.
func printed(a0: Double, b0: Double, c0: Double, x: Double, lr: Double) -> [Double] {
  // The derivative with respect to a is x in both rounds. That with respect to b is x².
  [a0 - 2 * lr * x, b0, c0, 2 * x * x]
}
