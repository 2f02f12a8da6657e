// fails: an even length
// fails: an odd length must throw
// fails: a matrix must trap
// says: it does not throw, and should, with "a vector of
// says: it does not trap, and should, with "halves takes a vector"
import Autograd

func halves(_ x: Tensor) throws -> [Tensor] { [x] }

func printHalves(_ x: Tensor) throws { print([x.numel / 2], [x.numel / 2], separator: "\n") }
