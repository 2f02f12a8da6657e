// fails: any n
// says: `m.t().reshape(4)` had to copy
import Autograd

/// What the program prints for n: the two numbers of `bottom`, then the four of `m`, row by row.
func predicted(_ n: Int) -> [Int] {
  [3 + n, 4 + n, 100, 2 + n, 3, 4 * n]
}
