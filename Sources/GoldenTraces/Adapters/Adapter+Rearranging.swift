import Autograd

/// Repeating, joining, padding and copying.
extension Adapter {
  mutating func addRearranging() {
    addRepeating()
    addTurning()
    addJoining()
    addSplitting()
    addCopies()
    addPadding()
  }

  private mutating func addRepeating() {
    single("repeat") { a in try a.tensor("input").repeat(try a.ints("repeats")) }
    single("tile") { a in try a.tensor("input").tile(try a.ints("dims")) }
    single("repeat_interleave", parameters: ["input", "repeats", "dim"]) { a in
      let (input, dim, size) = (try a.tensor("input"), try a.optionalInt("dim"), try a.optionalInt("output_size"))
      if !a.has("repeats") { return Tensor.repeatInterleave(input, outputSize: size) }
      return a.isTensor("repeats")
        ? input.repeatInterleave(try a.tensor("repeats"), dim: dim, outputSize: size)
        : input.repeatInterleave(try a.int("repeats"), dim: dim, outputSize: size)
    }
    single("broadcast_to") { a in try a.tensor("input").broadcastTo(try a.ints(a.has("size") ? "size" : "shape")) }
    several("broadcast_tensors", parameters: ["tensors"]) { a in Tensor.broadcastTensors(try a.tensors("tensors")) }
    single("sum_to_size") { a in try a.tensor("input").sumToSize(try a.ints("size")) }
    several("meshgrid", parameters: ["tensors"]) { a in
      Tensor.meshgrid(try a.tensors("tensors"), indexing: GridIndexing(try a.optionalString("indexing") ?? "ij"))
    }
    single("cartesian_prod", parameters: ["tensors"]) { a in Tensor.cartesianProd(try a.tensors("tensors")) }
    single("combinations", parameters: ["input", "r"]) { a in
      try a.tensor("input").combinations(
        try a.optionalInt("r") ?? 2, withReplacement: try a.optionalBool("with_replacement") ?? false)
    }
  }

  private mutating func addTurning() {
    single("flip", parameters: ["input", "dims"]) { a in try a.tensor("input").flip(try a.ints("dims")) }
    unary("fliplr") { $0.fliplr() }
    unary("flipud") { $0.flipud() }
    single("roll", parameters: ["input", "shifts", "dims"]) { a in
      try a.tensor("input").roll(try a.ints("shifts"), dims: try a.optionalInts("dims") ?? [])
    }
    single("rot90", parameters: ["input", "k", "dims"]) { a in
      try a.tensor("input").rot90(try a.optionalInt("k") ?? 1, dims: try a.optionalInts("dims") ?? [0, 1])
    }
    single("diag", parameters: ["input", "diagonal"]) { a in try a.tensor("input").diag(try a.optionalInt("diagonal") ?? 0) }
    single("diag_embed") { a in
      try a.tensor("input").diagEmbed(
        offset: try a.optionalInt("offset") ?? 0, dim1: try a.optionalInt("dim1") ?? -2, dim2: try a.optionalInt("dim2") ?? -1)
    }
    single("diagflat") { a in try a.tensor("input").diagflat(offset: try a.optionalInt("offset") ?? 0) }
    single("linalg.diagonal", parameters: ["A"]) { a in
      try a.tensor("A").diagonal(
        offset: try a.optionalInt("offset") ?? 0, dim1: try a.optionalInt("dim1") ?? -2, dim2: try a.optionalInt("dim2") ?? -1)
    }
    unary("trace") { $0.trace() }
  }

  private mutating func addJoining() {
    single("cat", parameters: ["tensors"]) { a in
      Tensor.cat(try a.tensors("tensors"), dim: try a.optionalInt("dim") ?? 0, out: try a.optionalTensor("out"))
    }
    single("stack", parameters: ["tensors"]) { a in Tensor.stack(try a.tensors("tensors"), dim: try a.optionalInt("dim") ?? 0) }
    joining("hstack") { Tensor.hstack($0) }
    joining("vstack") { Tensor.vstack($0) }
    joining("dstack") { Tensor.dstack($0) }
    joining("column_stack") { Tensor.columnStack($0) }
    joining("block_diag") { Tensor.blockDiag($0) }
  }

  private mutating func addSplitting() {
    several("split", parameters: ["tensor"]) { a in
      let tensor = try a.tensor("tensor")
      let dim = try a.optionalInt("dim") ?? 0
      return a.isList("split_size_or_sections")
        ? tensor.split(try a.ints("split_size_or_sections"), dim: dim) : tensor.split(try a.int("split_size_or_sections"), dim: dim)
    }
    several("split_with_sizes") { a in
      try a.tensor("input").split(try a.ints("split_sizes"), dim: try a.optionalInt("dim") ?? 0)
    }
    several("split_with_sizes_copy") { a in
      try a.tensor("input").splitCopy(try a.ints("split_sizes"), dim: try a.optionalInt("dim") ?? 0)
    }
    several("unsafe_split") { a in
      try a.tensor("input").unsafeSplit(try a.int("split_size"), dim: try a.optionalInt("dim") ?? 0)
    }
    several("chunk") { a in try a.tensor("input").chunk(try a.int("chunks"), dim: try a.optionalInt("dim") ?? 0) }
    several("unsafe_chunk") { a in
      try a.tensor("input").unsafeChunk(try a.int("chunks"), dim: try a.optionalInt("dim") ?? 0)
    }
    several("tensor_split") { a in
      let (input, dim) = (try a.tensor("input"), try a.optionalInt("dim") ?? 0)
      let name = a.has("indices_or_sections") ? "indices_or_sections" : a.has("indices") ? "indices" : "sections"
      if a.isTensor(name) { return input.tensorSplit(try a.tensor(name), dim: dim) }
      return a.isList(name) ? input.tensorSplit(try a.ints(name), dim: dim) : input.tensorSplit(try a.int(name), dim: dim)
    }
    splitting("hsplit", { $0.hsplit($1) }, { $0.hsplit($1) })
    splitting("vsplit", { $0.vsplit($1) }, { $0.vsplit($1) })
    splitting("dsplit", { $0.dsplit($1) }, { $0.dsplit($1) })
    several("unbind") { a in try a.tensor("input").unbind(try a.optionalInt("dim") ?? 0) }
    several("unbind_copy") { a in try a.tensor("input").unbindCopy(try a.optionalInt("dim") ?? 0) }
  }

  private mutating func addCopies() {
    unary("alias_copy") { $0.aliasCopy() }
    unary("t_copy") { $0.tCopy() }
    single("as_strided_copy") { a in
      try a.tensor("input").asStridedCopy(try a.ints("size"), try a.ints("stride"), offset: try a.optionalInt("storage_offset"))
    }
    single("diagonal_copy") { a in
      try a.tensor("input").diagonalCopy(
        offset: try a.optionalInt("offset") ?? 0, dim1: try a.optionalInt("dim1") ?? 0, dim2: try a.optionalInt("dim2") ?? 1)
    }
    single("expand_copy") { a in
      // What the tracing of programs asks of it.
      a.ignore("implicit")
      return try a.tensor("input").expandCopy(try a.ints("size"))
    }
    single("narrow_copy") { a in
      try a.tensor("input").narrowCopy(try a.int("dim"), try a.int("start"), try a.int("length"))
    }
    single("permute_copy") { a in try a.tensor("input").permuteCopy(try a.ints("dims")) }
    single("squeeze_copy") { a in
      let input = try a.tensor("input")
      if a.isList("dim") { return input.squeezeCopy(try a.ints("dim")) }
      return try a.optionalInt("dim").map { input.squeezeCopy($0) } ?? input.squeezeCopy()
    }
    single("transpose_copy") { a in try a.tensor("input").transposeCopy(try a.int("dim0"), try a.int("dim1")) }
    single("unfold_copy") { a in
      try a.tensor("input").unfoldCopy(try a.int("dimension"), try a.int("size"), try a.int("step"))
    }
    single("unsqueeze_copy") { a in try a.tensor("input").unsqueezeCopy(try a.int("dim")) }
    single("view_copy") { a in try a.tensor("input").viewCopy(try a.ints("size")) }
  }

  private mutating func addPadding() {
    single("nn.functional.pad", parameters: ["input", "pad", "mode", "value"]) { a in
      try a.tensor("input").pad(
        try a.ints("pad"), mode: PaddingMode(try a.optionalString("mode") ?? "constant"), value: try a.optionalScalar("value"))
    }
    single("constant_pad_nd", parameters: ["input", "pad", "value"]) { a in
      try a.tensor("input").constantPadNd(try a.ints("pad"), value: try a.optionalScalar("value") ?? 0)
    }
    single("nn.functional.channel_shuffle", parameters: ["input", "groups"]) { a in
      try a.tensor("input").channelShuffle(try a.int("groups"))
    }
    single("nn.functional.pixel_shuffle", parameters: ["input", "upscale_factor"]) { a in
      try a.tensor("input").pixelShuffle(try a.int("upscale_factor"))
    }
    single("nn.functional.pixel_unshuffle", parameters: ["input", "downscale_factor"]) { a in
      try a.tensor("input").pixelUnshuffle(try a.int("downscale_factor"))
    }
  }

  /// `name(tensors)`.
  private mutating func joining(_ name: String, _ call: @escaping @Sendable ([Tensor]) -> Tensor) {
    single(name, parameters: ["tensors"]) { a in call(try a.tensors("tensors")) }
  }

  /// `name(input, indices_or_sections)`.
  private mutating func splitting(
    _ name: String, _ count: @escaping @Sendable (Tensor, Int) -> [Tensor], _ indices: @escaping @Sendable (Tensor, [Int]) -> [Tensor]
  ) {
    several(name, parameters: ["input", "indices_or_sections"]) { a in
      let key = a.has("indices_or_sections") ? "indices_or_sections" : a.has("indices") ? "indices" : "sections"
      let input = try a.tensor("input")
      return a.isList(key) ? indices(input, try a.ints(key)) : count(input, try a.int(key))
    }
  }
}
