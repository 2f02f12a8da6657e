// fails: any n
// says: makes a new tensor and gives it the name
import Autograd

/// What the program prints for n: the two numbers of `bottom`, then the four of `m`, row by row.
func predicted(_ n: Int) -> [Int] {
  [3 + n, (4 + n) * n, 1 + n, 2 + n, 3 + n, (4 + n) * n]
}
