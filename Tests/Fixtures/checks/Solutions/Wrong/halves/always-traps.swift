// fails: an odd length must throw
// fails: what is printed
// says: always-traps.swift:13: Precondition failed: odd
// says: printHalves(x) }: it is empty, and should be
import Autograd

struct OddLength: Error {
  let length: Int
}

func halves(_ x: Tensor) throws -> [Tensor] {
  precondition(x.dim == 1, "halves takes a vector")
  precondition(x.numel % 2 == 0, "odd")
  return [x[0..<x.numel / 2], x[x.numel / 2..<x.numel]]
}

func printHalves(_ x: Tensor) throws {}
