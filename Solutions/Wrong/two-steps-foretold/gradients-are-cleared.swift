// fails: the gradient of b
// says: zeroGrad() does not reach b
func printed(a0: Double, b0: Double, c0: Double, x: Double, lr: Double) -> [Double] {
  [a0 - 2 * lr * x, b0, c0, x * x]
}
