import Autograd

extension Adapter {
  mutating func addShape() {
    single("as_strided") { a in
      try a.tensor("input").asStrided(try a.ints("size"), try a.ints("stride"), offset: try a.optionalInt("storage_offset"))
    }
    single("view") { a in try a.tensor("input").view(try a.ints(a.has("shape") ? "shape" : "size")) }
    tensors("view_as") { $0.viewAs($1) }
    single("reshape") { a in try a.tensor("input").reshape(try a.ints("shape")) }
    tensors("reshape_as") { $0.reshapeAs($1) }
    single("flatten") { a in
      try a.tensor("input").flatten(try a.optionalInt("start_dim") ?? 0, try a.optionalInt("end_dim") ?? -1)
    }
    single("unflatten") { a in try a.tensor("input").unflatten(try a.int("dim"), try a.ints("sizes")) }
    unary("ravel") { $0.ravel() }
    for name in ["transpose", "swapdims"] {
      single(name) { a in try a.tensor("input").transpose(try a.int("dim0"), try a.int("dim1")) }
    }
    single("swapaxes") { a in try a.tensor("input").swapaxes(try a.int("axis0"), try a.int("axis1")) }
    single("permute") { a in try a.tensor("input").permute(try a.ints("dims")) }
    for name in ["movedim", "moveaxis"] {
      single(name) { a in try a.tensor("input").movedim(try a.ints("source"), try a.ints("destination")) }
    }
    unary("t") { $0.t() }
    unary("T") { $0.T }
    unary("H") { $0.H }
    unary("mT") { $0.mT }
    unary("mH") { $0.mH }
    unary("adjoint") { $0.adjoint() }
    single("expand") { a in try a.tensor("input").expand(try a.ints("size")) }
    tensors("expand_as") { $0.expandAs($1) }
    single("squeeze") { a in
      let input = try a.tensor("input")
      if a.isList("dim") { return input.squeeze(try a.ints("dim")) }
      return try a.optionalInt("dim").map { input.squeeze($0) } ?? input.squeeze()
    }
    single("unsqueeze") { a in try a.tensor("input").unsqueeze(try a.int("dim")) }
    single("select") { a in try a.tensor("input").select(try a.int("dim"), try a.int("index")) }
    single("narrow") { a in
      let (input, dim, length) = (try a.tensor("input"), try a.int("dim"), try a.int("length"))
      return a.isTensor("start") ? input.narrow(dim, try a.tensor("start"), length) : input.narrow(dim, try a.int("start"), length)
    }
    single("slice") { a in
      try a.tensor("input").slice(
        dim: try a.optionalInt("dim") ?? 0, start: try a.optionalInt("start"), end: try a.optionalInt("end"),
        step: try a.optionalInt("step") ?? 1)
    }
    single("diagonal") { a in
      try a.tensor("input").diagonal(
        offset: try a.optionalInt("offset") ?? 0, dim1: try a.optionalInt("dim1") ?? 0, dim2: try a.optionalInt("dim2") ?? 1)
    }
    single("unfold") { a in
      try a.tensor("input").unfold(try a.int("dimension"), try a.int("size"), try a.int("step"))
    }
    several("atleast_1d") { a in Tensor.atleast1d(try a.tensors(a.has("tensors") ? "tensors" : "input")) }
    several("atleast_2d") { a in Tensor.atleast2d(try a.tensors(a.has("tensors") ? "tensors" : "input")) }
    several("atleast_3d") { a in Tensor.atleast3d(try a.tensors(a.has("tensors") ? "tensors" : "input")) }
    addShapeInPlace()
  }

  private mutating func addShapeInPlace() {
    single("squeeze_") { a in
      let input = try a.tensor("input")
      if a.isList("dim") { return input.squeeze_(try a.ints("dim")) }
      return try a.optionalInt("dim").map { input.squeeze_($0) } ?? input.squeeze_()
    }
    single("unsqueeze_") { a in try a.tensor("input").unsqueeze_(try a.int("dim")) }
    for name in ["transpose_", "swapdims_"] {
      single(name) { a in try a.tensor("input").transpose_(try a.int("dim0"), try a.int("dim1")) }
    }
    single("swapaxes_") { a in try a.tensor("input").swapaxes_(try a.int("axis0"), try a.int("axis1")) }
    unary("t_") { $0.t_() }
    single("as_strided_") { a in
      try a.tensor("input").asStrided_(try a.ints("size"), try a.ints("stride"), offset: try a.optionalInt("storage_offset"))
    }
    single("resize_") { a in
      try a.tensor("input").resize_(try a.ints("size"), memoryFormat: try a.optionalMemoryFormat() ?? .contiguous)
    }
    single("resize_as_", parameters: ["input", "other"]) { a in
      try a.tensor("input").resizeAs_(
        try a.tensor(a.has("other") ? "other" : "the_template"), memoryFormat: try a.optionalMemoryFormat() ?? .contiguous)
    }
  }
}
