import Autograd

/// Products.
extension Adapter {
  mutating func addMatrix() {
    tensors("matmul") { $0.matmul($1) }
    tensors("__rmatmul__") { $1.matmul($0) }
    tensors("mm", "mat2") { $0.mm($1) }
    tensors("bmm", "mat2") { $0.bmm($1) }
    tensors("mv", "vec") { $0.mv($1) }
    tensors("dot", "tensor") { $0.dot($1) }
    tensors("vdot") { $0.vdot($1) }
    tensors("inner") { $0.inner($1) }
    tensors("outer", "vec2") { $0.outer($1) }
    tensors("ger", "vec2") { $0.ger($1) }
    tensors("kron") { $0.kron($1) }
    added("addmm", "mat1", "mat2", { $0.addmm($1, $2, beta: $3, alpha: $4) }, inPlace: { $0.addmm_($1, $2, beta: $3, alpha: $4) })
    added("addmv", "mat", "vec", { $0.addmv($1, $2, beta: $3, alpha: $4) }, inPlace: { $0.addmv_($1, $2, beta: $3, alpha: $4) })
    added("addbmm", "batch1", "batch2", { $0.addbmm($1, $2, beta: $3, alpha: $4) }, inPlace: { $0.addbmm_($1, $2, beta: $3, alpha: $4) })
    added(
      "baddbmm", "batch1", "batch2", { $0.baddbmm($1, $2, beta: $3, alpha: $4) }, inPlace: { $0.baddbmm_($1, $2, beta: $3, alpha: $4) })
    added("addr", "vec1", "vec2", { $0.addr($1, $2, beta: $3, alpha: $4) }, inPlace: { $0.addr_($1, $2, beta: $3, alpha: $4) })
    single("einsum", parameters: ["equation", "tensors"]) { a in Tensor.einsum(try a.string("equation"), try a.tensors("tensors")) }
    single("tensordot", parameters: ["a", "b"]) { a in
      let (first, second) = (try a.tensor("a"), try a.tensor("b"))
      if a.isList("dims") {
        let dims = try a.intLists("dims")
        return first.tensordot(second, dims: (dims[0], dims[1]))
      }
      return first.tensordot(second, dims: try a.optionalInt("dims") ?? 2)
    }
    single("chain_matmul", parameters: ["matrices"]) { a in Tensor.chainMatmul(try a.tensors("matrices")) }
    single("nn.functional.linear", parameters: ["input", "weight", "bias"]) { a in
      try a.tensor("input").linear(try a.tensor("weight"), bias: try a.optionalTensor("bias"))
    }
    single("nn.functional.bilinear", parameters: ["input1", "input2", "weight", "bias"]) { a in
      try a.tensor("input1").bilinear(
        try a.tensor("input2"), weight: try a.tensor("weight"), bias: try a.optionalTensor("bias"))
    }
  }

  /// `name(input, first, second, beta, alpha)` and its in-place form.
  private mutating func added(
    _ name: String, _ first: String, _ second: String, _ call: @escaping @Sendable (Tensor, Tensor, Tensor, Scalar, Scalar) -> Tensor,
    inPlace: @escaping @Sendable (Tensor, Tensor, Tensor, Scalar, Scalar) -> Tensor
  ) {
    for (name, call) in [(name, call), (name + "_", inPlace)] {
      single(name, parameters: ["input", first, second]) { a in
        call(
          try a.tensor("input"), try a.tensor(first), try a.tensor(second), try a.optionalScalar("beta") ?? 1,
          try a.optionalScalar("alpha") ?? 1)
      }
    }
  }
}

extension Arguments {
  /// A list of lists of whole numbers; a number counts as a list of one.
  fileprivate func intLists(_ name: String) throws(ArgumentError) -> [[Int]] {
    guard case .list(let items) = try require(name) else { throw ArgumentError("argument '\(name)' is not a list") }
    var lists: [[Int]] = []
    for item in items {
      switch item {
      case .integer(let value): lists.append([Int(value)])
      case .list(let values):
        var list: [Int] = []
        for value in values {
          guard case .integer(let value) = value else { throw ArgumentError("argument '\(name)' holds \(value), not a whole number") }
          list.append(Int(value))
        }
        lists.append(list)
      default: throw ArgumentError("argument '\(name)' holds \(item), not a list")
      }
    }
    return lists
  }
}
