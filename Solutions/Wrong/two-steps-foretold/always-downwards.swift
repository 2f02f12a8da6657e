// fails: a negative x
// says: not the size of x
/// What the program prints: a, b, c, and the gradient of b.
func printed(a0: Double, b0: Double, c0: Double, x: Double, lr: Double) -> [Double] {
  [a0 - 2 * lr * abs(x), b0, c0, 2 * x * x]
}
