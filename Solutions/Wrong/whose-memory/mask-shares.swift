// fails: any n
// says: An index that is a tensor copies
import Autograd

/// What the program prints for n: the two numbers of `bottom`, then the four of `m`, row by row.
func predicted(_ n: Int) -> [Int] {
  [3 + n, 4 + n, 1 + n, 2 + n, 200, 4 * n]
}
