import CKernels

extension Tensor {
  /// Any view of this tensor's storage: PyTorch's `as_strided`.
  ///
  /// - Parameters:
  ///   - size: The sizes of the view.
  ///   - stride: How many elements of the storage lie between neighbours, by dimension.
  ///   - offset: In elements from the beginning of the storage; this tensor's own if left out.
  /// - Precondition: Every element lies within the storage.
  public final func asStrided(
    _ size: [Int], _ stride: [Int], offset: Int? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if size.count != stride.count { fail("mismatch in length of strides and shape", at: site) }
    for step in stride where step < 0 {
      fail("as_strided: Negative strides are not supported at the moment, got strides: \(stride)", at: site)
    }
    let start = offset ?? self.offset
    if start < 0 { fail("Tensor: invalid storage offset \(start)", at: site) }
    if size.contains(where: { $0 < 0 }) {
      fail("Storage size calculation overflowed with sizes=\(size) and strides=\(stride)", at: site)
    }
    let needed = Storage.byteCount(Dimensions(size), Dimensions(stride), offset: start, dtype, at: site)
    if needed > storage.byteCount {
      fail(
        "setStorage: sizes \(size), strides \(stride), storage offset \(start), and itemsize \(dtype.byteCount) requiring a storage size "
          + "of \(needed) are out of bounds for storage of size \(storage.byteCount)", at: site)
    }
    return asStrided(Dimensions(size), Dimensions(stride), offset: start)
  }

  final func asStrided(_ sizes: Dimensions, _ strides: Dimensions, offset: Int) -> Tensor {
    let view = alias(sizes: sizes, strides: strides, offset: offset)
    if isRecorded {
      view.setHistory(
        OperatorNode.asStrided(
          from: Geometry(self), to: Geometry(sizes: sizes, strides: strides, offset: offset), input: self))
    }
    view.becomeView(of: self, creation: GradMode.isEnabled ? .default : .noGrad)
    return view
  }
}

extension OperatorNode {
  static func asStrided(from source: Geometry, to target: Geometry, input: Tensor) -> OperatorNode {
    OperatorNode("AsStridedBackward0", input) { _, g in Gradients(Tensor.asStridedGradient(g, from: source, to: target)) }
  }
}

extension Tensor {
  /// The gradient of a strided view: each place in the storage gets the sum over the view's elements that show it; an element of the
  /// source gets its place's sum, divided by how many of the source's elements show that place.
  static func asStridedGradient(_ g: Tensor, from source: Geometry, to target: Geometry) -> Tensor {
    let output = noGrad { () -> Tensor in
      // Where nothing is shown, offset and strides may be of any magnitude.
      if source.sizes.product == 0 || target.sizes.product == 0 { return g.newZeros(source.sizes.array) }
      let start = Swift.min(source.offset, target.offset)
      let count = Swift.max(extent(source), extent(target)) - start
      let isPlain = !repeats(source) && !repeats(target)
      let places = g.newZeros([count])
      let seen = places.alias(sizes: target.sizes, strides: target.strides, offset: target.offset - start)
      if isPlain { seen.write(g) } else { seen.accumulate(g) }
      let shown = places.alias(sizes: source.sizes, strides: source.strides, offset: source.offset - start)
      if isPlain { return shown.clone() }
      let sharers = g.newZeros([count])
      sharers.alias(sizes: source.sizes, strides: source.strides, offset: source.offset - start)
        .accumulate(g.newOnes(source.sizes.array))
      return shown.div(sharers.alias(sizes: source.sizes, strides: source.strides, offset: source.offset - start))
    }
    if g.isRecorded {
      output.setHistory(
        OperatorNode("AsStridedBackwardBackward0", g) { _, gg in
          Gradients(gg.spread(from: source, to: target))
        })
    }
    return output
  }

  /// The transpose of `asStridedGradient`: the source's values, seen by the view.
  private final func spread(from source: Geometry, to target: Geometry) -> Tensor {
    if source.sizes.product == 0 || target.sizes.product == 0 { return newZeros(target.sizes.array) }
    let start = Swift.min(source.offset, target.offset)
    let count = Swift.max(Tensor.extent(source), Tensor.extent(target)) - start
    let base = newZeros([count])
    let shown = Geometry(sizes: source.sizes, strides: source.strides, offset: source.offset - start)
    base.asStrided(shown.sizes, shown.strides, offset: shown.offset).copy_(self)
    return base.asStrided(target.sizes, target.strides, offset: target.offset - start)
  }

  private static func extent(_ geometry: Geometry) -> Int {
    var last = geometry.offset
    for i in geometry.sizes.indices { last += Swift.max(geometry.sizes[i] - 1, 0) * geometry.strides[i] }
    return last + 1
  }

  /// Whether two elements may be one place.
  private static func repeats(_ geometry: Geometry) -> Bool {
    let order = geometry.sizes.indices.filter { geometry.sizes[$0] > 1 }.sorted { geometry.strides[$0] < geometry.strides[$1] }
    var reached = 0
    for i in order {
      if geometry.strides[i] <= reached { return true }
      reached += (geometry.sizes[i] - 1) * geometry.strides[i]
    }
    return false
  }

  /// Adds element by element, in order, so that an element shown twice gets both.
  private final func accumulate(_ source: Tensor) {
    if isMeta { return }
    let loop = gb_binary(GB_ADD, dtype.kernel)!
    let element = dtype.byteCount
    let (a, b) = (bytes, source.bytes)
    StridedLoop(sizes, self, source).forEachRun { offsets, strides, count in
      for i in 0..<count {
        let place = a + offsets[0] + i * strides[0]
        loop(place, element, place, element, b + offsets[1] + i * strides[1], element, 1)
      }
    }
  }
}
