// fails: the three values after two steps
// says: Its gradient adds up, as you saw
/// What the program prints: a, b, c, and the gradient of b.
func printed(a0: Double, b0: Double, c0: Double, x: Double, lr: Double) -> [Double] {
  [a0 - 2 * lr * x, b0 - 3 * lr * x * x, c0, 2 * x * x]
}
