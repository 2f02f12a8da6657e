// fails: the three values after two steps
// says: it does not require grad
func printed(a0: Double, b0: Double, c0: Double, x: Double, lr: Double) -> [Double] {
  [a0 - 2 * lr * x, b0, c0 - 2 * lr, 2 * x * x]
}
