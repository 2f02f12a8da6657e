// What a caller can't foresee is thrown; what is a mistake in the program traps.
import Autograd

/// How `halves` refuses.
struct OddLength: Error, CustomStringConvertible {
  let length: Int
  var description: String { "a vector of \(length) elements has no halves" }
}

/// The two halves of a vector. An odd number of elements is thrown as `OddLength`; anything but a vector traps.
func halves(_ x: Tensor) throws -> [Tensor] {
  precondition(x.dim == 1, "halves takes a vector")
  guard x.numel % 2 == 0 else { throw OddLength(length: x.numel) }
  return [x[0..<x.numel / 2], x[x.numel / 2..<x.numel]]
}

/// Prints the shape of each half, a line each: `[2]`.
func printHalves(_ x: Tensor) throws {
  for half in try halves(x) { print(half.shape) }
}
