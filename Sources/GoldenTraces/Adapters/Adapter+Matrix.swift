import Autograd

extension Adapter {
  mutating func addMatrix() {
    tensors("matmul") { $0.matmul($1) }
    tensors("mm", "mat2") { $0.mm($1) }
    tensors("bmm", "mat2") { $0.bmm($1) }
    tensors("mv", "vec") { $0.mv($1) }
    tensors("dot", "tensor") { $0.dot($1) }
    single("addmm", parameters: ["input", "mat1", "mat2"]) { a in
      try a.tensor("input").addmm(
        try a.tensor("mat1"), try a.tensor("mat2"), beta: try a.optionalScalar("beta") ?? 1, alpha: try a.optionalScalar("alpha") ?? 1)
    }
  }
}
