import CKernels

extension Tensor {
  /// Where each value would have to be inserted to keep a sorted vector in order: PyTorch's `torch.bucketize`.
  ///
  /// - Parameters:
  ///   - boundaries: A sorted vector.
  ///   - right: Behind equal boundaries instead of in front of them.
  ///   - outInt32: Gives int32 instead of int64.
  public final func bucketize(
    _ boundaries: Tensor, right: Bool = false, outInt32: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if boundaries.dim != 1 { fail("boundaries tensor must be 1 dimension, but got dim(\(boundaries.dim))", at: site) }
    return boundaries.searchsorted(self, right: right, outInt32: outInt32, file: file, line: line)
  }

  /// Where a number would have to be inserted to keep a sorted vector in order: PyTorch's `torch.bucketize`.
  public static func bucketize(
    _ value: some TensorScalar, _ boundaries: Tensor, right: Bool = false, outInt32: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    Tensor(number: value.scalar).bucketize(boundaries, right: right, outInt32: outInt32, file: file, line: line)
  }

  /// Where each value would have to be inserted to keep this tensor's rows in order: PyTorch's `torch.searchsorted`.
  ///
  /// - Parameters:
  ///   - values: Of the same sizes but for the last one; or of any, if this tensor is a vector.
  ///   - right: Behind equal elements instead of in front of them; `side: "right"` says the same.
  ///   - side: `"left"` or `"right"`, PyTorch's other way to say `right`.
  ///   - sorter: int64: the order in which the elements of each row are sorted.
  ///   - outInt32: Gives int32 instead of int64.
  public final func searchsorted(
    _ values: Tensor, right: Bool = false, side: String? = nil, sorter: Tensor? = nil, outInt32: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkSearch(values, right, side, sorter, at: site)
    let type = ResultType.of(self, values)
    let common: DType = type == .float16 || type == .bfloat16 ? .float32 : type
    let device = Device.common(self, values, at: site)
    return noGrad {
      let sorted = sorter.map { gather(dim - 1, $0, file: file, line: line) } ?? self
      let rows = sorted.converted(to: common).contiguous()
      let sought = values.converted(to: common).contiguous()
      let output = Tensor.empty(values.sizes, .int64, device)
      if output.isMeta { return outInt32 ? output.converted(to: .int32) : output }
      let (length, isRight) = (sizes[dim - 1], right || side == "right")
      let loop = gb_search(common.kernel)!
      let size = common.byteCount
      let (from, to, bounds) = (sought.bytes, output.bytes.assumingMemoryBound(to: Int64.self), rows.bytes)
      if dim == 1 {
        Parallel.run(count: sought.numel, grain: Parallel.grain / 16) { range in
          loop(
            to + range.lowerBound, bounds, length, from + range.lowerBound * size, size, range.count, isRight ? 1 : 0)
        }
      } else if sought.numel > 0 {
        let count = sought.sizes[dim - 1]
        for row in 0..<sought.numel / count {
          loop(to + row * count, bounds + row * length * size, length, from + row * count * size, size, count, isRight ? 1 : 0)
        }
      }
      return outInt32 ? output.converted(to: .int32) : output
    }
  }

  /// Where a number would have to be inserted to keep this sorted vector in order: PyTorch's `torch.searchsorted`.
  public final func searchsorted(
    _ value: some TensorScalar, right: Bool = false, side: String? = nil, sorter: Tensor? = nil, outInt32: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    searchsorted(
      Tensor(number: value.scalar), right: right, side: side, sorter: sorter, outInt32: outInt32, file: file, line: line)
  }

  private final func checkSearch(_ values: Tensor, _ right: Bool, _ side: String?, _ sorter: Tensor?, at site: CallSite) {
    let name = "torch.searchsorted()"
    if let side {
      if side != "left" && side != "right" { fail("\(name): side can only be 'left' or 'right' but got \(side)", at: site) }
      if right && side == "left" {
        fail("\(name): side and right can't be set to opposites, got side of left while right was True", at: site)
      }
    }
    if dim == 0 { fail("\(name): boundaries tensor should have positive dimension, but got 0 dimension", at: site) }
    if values.dim == 0 && dim != 1 {
      fail(
        "\(name): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor dim(\(dim)) and "
          + "input value's dim(0) numel(1)", at: site)
    }
    let isAlike = dim == values.dim && (0..<dim - 1).allSatisfy { sizes[$0] == values.sizes[$0] }
    if dim != 1 && !isAlike {
      fail(
        "\(name): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must "
          + "match, but we got boundaries tensor \(sizes) and input value tensor \(values.sizes)", at: site)
    }
    guard let sorter else { return }
    if sorter.sizes != sizes {
      fail(
        "\(name): boundary and sorter must have the same size, but got boundary tensor \(sizes)and got sorter tensor \(sorter.sizes)",
        at: site)
    }
    if sorter.dtype != .int64 {
      fail("\(name): sorter must be a tensor of long dtype but got dtype \(sorter.dtype.scalarTypeName)", at: site)
    }
    if sorter.firstIndex(outside: 0..<sizes[dim - 1]) != nil { fail("\(name): sorter index out of range", at: site) }
  }

  /// Whether each element is among the test elements: PyTorch's `torch.isin`. NaN is among none.
  ///
  /// - Parameters:
  ///   - testElements: What is looked for, of any shape.
  ///   - invert: Asks whether it is not.
  public final func isin(
    _ testElements: Tensor, invert: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dtype == .bool || testElements.dtype == .bool { fail("Unsupported input type encountered for isin(): Bool", at: site) }
    let common: DType = ResultType.of(self, testElements).isFloatingPoint ? .float64 : .int64
    if Device.common(self, testElements, at: site) == .meta { return Tensor.empty(sizes, .bool, .meta) }
    return noGrad {
      let (elements, tests) = (self.detach().converted(to: common), testElements.detach().converted(to: common))
      if tests.numel == 0 { return Tensor.full(shape, invert) }
      // NaN would spoil the order, and equals nothing anyway.
      let sorted =
        common == .float64
        ? Tensor(tests.array(of: Double.self).filter { !$0.isNaN }.sorted(), dtype: .float64)
        : Tensor(tests.array(of: Int.self).sorted())
      if sorted.numel == 0 { return Tensor.full(shape, invert) }
      let places = sorted.searchsorted(elements).clamp(max: .int(sorted.numel - 1))
      let found = sorted.take(places).eq(elements)
      return invert ? found.logicalNot() : found
    }
  }
}
