// `top` is a view of the first row, and `+=` writes through it. `bottom` is a view of the second, but `bottom = bottom + n` makes a new
// tensor and gives it the name: `m` is not written, and what is written to `m` later does not show. `m.t()` is not contiguous, so `reshape`
// had to copy, and so had the index that is a tensor: both writes are lost. `m.view(4)` is a view, and its last element is m[1, 1].
import Autograd

/// What the program prints for n: the two numbers of `bottom`, then the four of `m`, row by row.
func predicted(_ n: Int) -> [Int] {
  [3 + n, 4 + n, 1 + n, 2 + n, 3, 4 * n]
}
