import Autograd

/// Gathering, scattering and what masks and indices select.
extension Adapter {
  mutating func addScattering() {
    addSlicesByIndex()
    addElementsByIndex()
    addMasks()
    addParts()
    addSearch()
  }

  private mutating func addSlicesByIndex() {
    single("index_select") { a in
      try a.tensor("input").indexSelect(try a.int("dim"), try a.tensor("index"), out: try a.optionalTensor("out"))
    }
    indexed("index_add", "source") { a, x, dim, index, source in
      x.indexAdd(dim, index, source, alpha: try a.optionalScalar("alpha") ?? 1)
    } inPlace: { a, x, dim, index, source in
      x.indexAdd_(dim, index, source, alpha: try a.optionalScalar("alpha") ?? 1)
    }
    indexed("index_copy", "source") { _, x, dim, index, source in
      x.indexCopy(dim, index, source)
    } inPlace: { _, x, dim, index, source in
      x.indexCopy_(dim, index, source)
    }
    indexed("index_reduce", "source") { a, x, dim, index, source in
      x.indexReduce(dim, index, source, try a.reduction(), includeSelf: try a.includeSelf())
    } inPlace: { a, x, dim, index, source in
      x.indexReduce_(dim, index, source, try a.reduction(), includeSelf: try a.includeSelf())
    }
    indexedOrNumber("index_fill", "value") { _, x, dim, index, value in
      x.indexFill(dim, index, value)
    } number: { _, x, dim, index, value in
      x.indexFill(dim, index, value)
    }
    indexedOrNumber("index_fill_", "value") { _, x, dim, index, value in
      x.indexFill_(dim, index, value)
    } number: { _, x, dim, index, value in
      x.indexFill_(dim, index, value)
    }
    for name in ["index_put", "index_put_"] {
      single(name, parameters: ["input", "indices", "values", "accumulate"]) { a in
        let (input, indices, values) = (try a.tensor("input"), try a.tensors("indices"), try a.tensor("values"))
        let accumulate = try a.optionalBool("accumulate") ?? false
        return name == "index_put"
          ? input.indexPut(indices, values, accumulate: accumulate) : input.indexPut_(indices, values, accumulate: accumulate)
      }
    }
  }

  private mutating func addElementsByIndex() {
    single("gather", parameters: ["input", "dim", "index"]) { a in
      a.ignore("sparse_grad")
      return try a.tensor("input").gather(try a.int("dim"), try a.tensor("index"), out: try a.optionalTensor("out"))
    }
    indexedOrNumber("scatter", "src") { a, x, dim, index, src in
      x.scatter(dim, index, src, reduce: try a.update())
    } number: { a, x, dim, index, value in
      x.scatter(dim, index, value, reduce: try a.update())
    }
    indexedOrNumber("scatter_", "src") { a, x, dim, index, src in
      x.scatter_(dim, index, src, reduce: try a.update())
    } number: { a, x, dim, index, value in
      x.scatter_(dim, index, value, reduce: try a.update())
    }
    indexed("scatter_add", "src") { _, x, dim, index, src in
      x.scatterAdd(dim, index, src)
    } inPlace: { _, x, dim, index, src in
      x.scatterAdd_(dim, index, src)
    }
    indexed("scatter_reduce", "src") { a, x, dim, index, src in
      x.scatterReduce(dim, index, src, try a.reduction(), includeSelf: try a.includeSelf())
    } inPlace: { a, x, dim, index, src in
      x.scatterReduce_(dim, index, src, try a.reduction(), includeSelf: try a.includeSelf())
    }
    single("take", parameters: ["input", "index"]) { a in
      try a.tensor("input").take(try a.tensor("index"), out: try a.optionalTensor("out"))
    }
    single("take_along_dim", parameters: ["input", "indices", "dim"]) { a in
      try a.tensor("input").takeAlongDim(try a.tensor("indices"), try a.optionalInt("dim"))
    }
    for name in ["put", "put_"] {
      single(name, parameters: ["input", "index", "source", "accumulate"]) { a in
        let (input, index, source) = (try a.tensor("input"), try a.tensor("index"), try a.tensor("source"))
        let accumulate = try a.optionalBool("accumulate") ?? false
        return name == "put" ? input.put(index, source, accumulate: accumulate) : input.put_(index, source, accumulate: accumulate)
      }
    }
    several("unravel_index", parameters: ["indices", "shape"]) { a in
      Tensor.unravelIndex(try a.tensor("indices"), try a.ints("shape"))
    }
  }

  private mutating func addMasks() {
    single("masked_fill_", parameters: ["input", "mask", "value"]) { a in
      let (input, mask) = (try a.tensor("input"), try a.tensor("mask"))
      return a.isTensor("value") ? input.maskedFill_(mask, try a.tensor("value")) : input.maskedFill_(mask, try a.number("value"))
    }
    single("masked_select", parameters: ["input", "mask"]) { a in
      try a.tensor("input").maskedSelect(try a.tensor("mask"), out: try a.optionalTensor("out"))
    }
    single("masked_scatter", parameters: ["input", "mask", "source"]) { a in
      try a.tensor("input").maskedScatter(try a.tensor("mask"), try a.tensor("source"))
    }
    single("masked_scatter_", parameters: ["input", "mask", "source"]) { a in
      try a.tensor("input").maskedScatter_(try a.tensor("mask"), try a.tensor("source"))
    }
    several("nonzero") { a in
      let input = try a.tensor("input")
      return try a.optionalBool("as_tuple") ?? false ? input.nonzeroAsTuple() : [input.nonzero()]
    }
    unary("argwhere") { $0.argwhere() }
  }

  private mutating func addParts() {
    single("select_scatter", parameters: ["input", "src", "dim", "index"]) { a in
      try a.tensor("input").selectScatter(try a.tensor("src"), try a.int("dim"), try a.int("index"))
    }
    single("slice_scatter", parameters: ["input", "src", "dim", "start", "end", "step"]) { a in
      try a.tensor("input").sliceScatter(
        try a.tensor("src"), try a.optionalInt("dim") ?? 0, start: try a.optionalInt("start"), end: try a.optionalInt("end"),
        step: try a.optionalInt("step") ?? 1)
    }
    single("diagonal_scatter", parameters: ["input", "src", "offset", "dim1", "dim2"]) { a in
      try a.tensor("input").diagonalScatter(
        try a.tensor("src"), offset: try a.optionalInt("offset") ?? 0, dim1: try a.optionalInt("dim1") ?? 0,
        dim2: try a.optionalInt("dim2") ?? 1)
    }
    single("as_strided_scatter", parameters: ["input", "src", "size", "stride", "storage_offset"]) { a in
      try a.tensor("input").asStridedScatter(
        try a.tensor("src"), try a.ints("size"), try a.ints("stride"), offset: try a.optionalInt("storage_offset"))
    }
    triangle("tril") { $0.tril($1) }
    triangle("tril_") { $0.tril_($1) }
    triangle("triu") { $0.triu($1) }
    triangle("triu_") { $0.triu_($1) }
    single("tril_indices", parameters: ["row", "col", "offset"]) { a in
      a.ignore("layout")
      return Tensor.trilIndices(
        try a.int("row"), try a.int("col"), offset: try a.optionalInt("offset") ?? 0, dtype: try a.optionalDType() ?? .int64,
        device: try a.optionalDevice() ?? .cpu)
    }
    single("triu_indices", parameters: ["row", "col", "offset"]) { a in
      a.ignore("layout")
      return Tensor.triuIndices(
        try a.int("row"), try a.int("col"), offset: try a.optionalInt("offset") ?? 0, dtype: try a.optionalDType() ?? .int64,
        device: try a.optionalDevice() ?? .cpu)
    }
  }

  private mutating func triangle(_ name: String, _ call: @escaping @Sendable (Tensor, Int) -> Tensor) {
    single(name, parameters: ["input", "diagonal"]) { a in call(try a.tensor("input"), try a.optionalInt("diagonal") ?? 0) }
  }

  private mutating func addSearch() {
    single("bucketize", parameters: ["input", "boundaries"]) { a in
      let boundaries = try a.tensor("boundaries")
      let (right, outInt32) = (try a.optionalBool("right") ?? false, try a.optionalBool("out_int32") ?? false)
      return a.isTensor("input")
        ? try a.tensor("input").bucketize(boundaries, right: right, outInt32: outInt32)
        : Tensor.bucketize(try a.number("input"), boundaries, right: right, outInt32: outInt32)
    }
    single("searchsorted", parameters: ["sorted_sequence", "input"]) { a in
      let sorted = try a.tensor("sorted_sequence")
      let (right, side, sorter) = (try a.optionalBool("right") ?? false, try a.optionalString("side"), try a.optionalTensor("sorter"))
      let outInt32 = try a.optionalBool("out_int32") ?? false
      return a.isTensor("input")
        ? sorted.searchsorted(try a.tensor("input"), right: right, side: side, sorter: sorter, outInt32: outInt32)
        : sorted.searchsorted(try a.number("input"), right: right, side: side, sorter: sorter, outInt32: outInt32)
    }
    single("isin", parameters: ["elements", "test_elements"]) { a in
      // A hint that makes no difference to the result.
      a.ignore("assume_unique")
      return try a.tensorOfNumber("elements").isin(try a.tensorOfNumber("test_elements"), invert: try a.optionalBool("invert") ?? false)
    }
  }

  /// `name(input, dim, index, source)` and its in-place form.
  private mutating func indexed(
    _ name: String, _ source: String,
    _ call: @escaping @Sendable (Arguments, Tensor, Int, Tensor, Tensor) throws -> Tensor,
    inPlace: @escaping @Sendable (Arguments, Tensor, Int, Tensor, Tensor) throws -> Tensor
  ) {
    for (name, call) in [(name, call), (name + "_", inPlace)] {
      single(name, parameters: ["input", "dim", "index", source]) { a in
        try call(a, try a.tensor("input"), try a.int("dim"), try a.tensor("index"), try a.tensor(source))
      }
    }
  }

  /// `name(input, dim, index, value)`, where the value is a tensor or a number.
  private mutating func indexedOrNumber(
    _ name: String, _ tensor: String,
    _ call: @escaping @Sendable (Arguments, Tensor, Int, Tensor, Tensor) throws -> Tensor,
    number: @escaping @Sendable (Arguments, Tensor, Int, Tensor, any TensorScalar) throws -> Tensor
  ) {
    single(name, parameters: ["input", "dim", "index", tensor]) { a in
      let (input, dim, index) = (try a.tensor("input"), try a.int("dim"), try a.tensor("index"))
      if a.isTensor(tensor) { return try call(a, input, dim, index, try a.tensor(tensor)) }
      return try number(a, input, dim, index, try a.number(a.has(tensor) ? tensor : "value"))
    }
  }
}

extension Arguments {
  fileprivate func reduction() throws(ArgumentError) -> ScatterReduction { ScatterReduction(try string("reduce")) }

  fileprivate func update() throws(ArgumentError) -> ScatterUpdate? { try optionalString("reduce").map { ScatterUpdate($0) } }

  fileprivate func includeSelf() throws(ArgumentError) -> Bool { try optionalBool("include_self") ?? true }

  /// A tensor, or the one that a number stands for.
  fileprivate func tensorOfNumber(_ name: String) throws(ArgumentError) -> Tensor {
    isTensor(name) ? try tensor(name) : Tensor(try number(name))
  }
}
