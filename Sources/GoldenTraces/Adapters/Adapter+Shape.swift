import Autograd

extension Adapter {
  mutating func addShape() {
    single("as_strided") { a in
      try a.tensor("input").asStrided(try a.ints("size"), try a.ints("stride"), offset: try a.optionalInt("storage_offset"))
    }
    single("view") { a in try a.tensor("input").view(try a.ints("size")) }
    tensors("view_as") { $0.view($1.shape) }
    single("reshape") { a in try a.tensor("input").reshape(try a.ints("shape")) }
    tensors("reshape_as") { $0.reshape($1.shape) }
    single("flatten") { a in
      try a.tensor("input").flatten(try a.optionalInt("start_dim") ?? 0, try a.optionalInt("end_dim") ?? -1)
    }
    single("transpose") { a in try a.tensor("input").transpose(try a.int("dim0"), try a.int("dim1")) }
    single("permute") { a in try a.tensor("input").permute(try a.ints("dims")) }
    unary("t") { $0.t() }
    unary("mT") { $0.mT }
    single("expand") { a in try a.tensor("input").expand(try a.ints("size")) }
    tensors("expand_as") { $0.expandAs($1) }
    single("squeeze") { a in
      let input = try a.tensor("input")
      return try a.optionalInt("dim").map { input.squeeze($0) } ?? input.squeeze()
    }
    single("unsqueeze") { a in try a.tensor("input").unsqueeze(try a.int("dim")) }
    single("select") { a in try a.tensor("input").select(try a.int("dim"), try a.int("index")) }
    single("narrow") { a in
      let input = try a.tensor("input")
      return a.isTensor("start")
        ? input.narrow(try a.int("dim"), try a.tensor("start"), try a.int("length"))
        : input.narrow(try a.int("dim"), try a.int("start"), try a.int("length"))
    }
    single("diagonal") { a in
      try a.tensor("input").diagonal(
        offset: try a.optionalInt("offset") ?? 0, dim1: try a.optionalInt("dim1") ?? 0, dim2: try a.optionalInt("dim2") ?? 1)
    }
    several("unbind") { a in try a.tensor("input").unbind(try a.optionalInt("dim") ?? 0) }
    several("chunk") { a in try a.tensor("input").chunk(try a.int("chunks"), dim: try a.optionalInt("dim") ?? 0) }
    several("split", parameters: ["tensor"]) { a in
      let tensor = try a.tensor("tensor")
      let dim = try a.optionalInt("dim") ?? 0
      return a.isList("split_size_or_sections")
        ? tensor.split(try a.ints("split_size_or_sections"), dim: dim) : tensor.split(try a.int("split_size_or_sections"), dim: dim)
    }
    single("cat", parameters: ["tensors"]) { a in Tensor.cat(try a.tensors("tensors"), dim: try a.optionalInt("dim") ?? 0) }
    single("stack", parameters: ["tensors"]) { a in Tensor.stack(try a.tensors("tensors"), dim: try a.optionalInt("dim") ?? 0) }
  }
}
