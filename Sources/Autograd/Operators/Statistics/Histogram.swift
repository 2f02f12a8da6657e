/// How a histogram's bins are given, one entry for each coordinate of a point.
enum HistogramBins {
  /// So many of equal width.
  case counts([Int])
  /// The edges, growing.
  case edges([Tensor])

  var count: Int {
    switch self {
    case .counts(let counts): counts.count
    case .edges(let edges): edges.count
    }
  }
}

extension Tensor {
  /// How many elements fall in each of some bins of equal width, and the bins' edges: PyTorch's `histogram`.
  ///
  /// - Parameters:
  ///   - bins: How many.
  ///   - range: Where the first bin begins and the last one ends; without it the smallest and the largest element.
  ///   - weight: How much each element counts, in this tensor's shape and dtype.
  ///   - density: Whether to divide by the whole and by the bins' widths.
  /// - Precondition: The dtype is float32 or float64.
  public final func histogram(
    bins: Int, range: (Double, Double)? = nil, weight: Tensor? = nil, density: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> (counts: Tensor, edges: Tensor) {
    histogram(.counts([bins]), range.map { [$0.0, $0.1] }, weight, density, at: CallSite(file, line))
  }

  /// How many elements fall between the given edges: PyTorch's `histogram`.
  ///
  /// - Parameters:
  ///   - bins: The edges, growing, in this tensor's dtype. A bin holds its left edge; the last one its right edge too.
  ///   - weight: How much each element counts, in this tensor's shape and dtype.
  ///   - density: Whether to divide by the whole and by the bins' widths.
  public final func histogram(
    bins: Tensor, weight: Tensor? = nil, density: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (counts: Tensor, edges: Tensor) { histogram(.edges([bins]), nil, weight, density, at: CallSite(file, line)) }

  private final func histogram(
    _ bins: HistogramBins, _ range: [Double]?, _ weight: Tensor?, _ density: Bool, at site: CallSite
  ) -> (counts: Tensor, edges: Tensor) {
    let points = rowMajor.shaped([numel, 1])
    if let weight { refuseWeights(weight, of: points, isShapeGood: weight.sizes == sizes, at: site) }
    let list = weight.map { $0.rowMajor.shaped([numel]) }
    let (counts, edges) = points.binned(bins, range, list, density, at: site)
    return (
      recordedHistogram(counts, "histogram", weight), recordedHistogram(edges[0], "histogram", weight)
    )
  }

  /// How many points fall in each cell of a grid, and the grid's edges: PyTorch's `histogramdd`. The last dimension holds a point's
  /// coordinates.
  ///
  /// - Parameters:
  ///   - bins: How many cells of equal width along each coordinate; one number stands for all.
  ///   - range: Where the first cell begins and the last one ends along each coordinate, one after the other.
  ///   - weight: How much each point counts.
  ///   - density: Whether to divide by the whole and by the cells' volumes.
  public final func histogramdd(
    bins: [Int], range: [Double]? = nil, weight: Tensor? = nil, density: Bool = false, file: StaticString = #filePath,
    line: UInt = #line
  ) -> (counts: Tensor, edges: [Tensor]) { histogramdd(.counts(bins), range, weight, density, at: CallSite(file, line)) }

  /// How many points fall in each cell of the grid with the given edges: PyTorch's `histogramdd`.
  public final func histogramdd(
    bins: [Tensor], weight: Tensor? = nil, density: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (counts: Tensor, edges: [Tensor]) { histogramdd(.edges(bins), nil, weight, density, at: CallSite(file, line)) }

  private final func histogramdd(
    _ bins: HistogramBins, _ range: [Double]?, _ weight: Tensor?, _ density: Bool, at site: CallSite
  ) -> (counts: Tensor, edges: [Tensor]) {
    if dim < 2 { fail("torch.histogramdd: input tensor should have at least 2 dimensions", at: site) }
    let coordinates = sizes[dim - 1]
    if bins.count != coordinates {
      fail("histogramdd: The size of bins must be equal to the innermost dimension of the input.", at: site)
    }
    let points = rowMajor.shaped([numel / Swift.max(coordinates, 1), coordinates])
    if let weight { refuseWeights(weight, of: self, isShapeGood: weight.sizes == sizes.dropLast, at: site) }
    let list = weight.map { $0.rowMajor.shaped([points.sizes[0]]) }
    let (counts, edges) = points.binned(bins, range, list, density, at: site)
    return (recordedHistogram(counts, "_histogramdd_from_bin_cts", weight), edges)
  }

  private final func recordedHistogram(_ output: Tensor, _ name: String, _ weight: Tensor?) -> Tensor {
    let source = requiresGrad ? self : weight ?? self
    return output.recordedUndifferentiable(
      "torch::autograd::NotImplemented", "derivative for aten::\(name) is not implemented", source)
  }

  private final func refuseWeights(_ weight: Tensor, of points: Tensor, isShapeGood: Bool, at site: CallSite) {
    if weight.dtype != dtype {
      fail(
        "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same dtype, but got "
          + "input(\(dtype.cName)), and weight(\(weight.dtype.cName))", at: site)
    }
    if !isShapeGood {
      fail(
        "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor excluding its innermost "
          + "dimension, but got input with shape \(points.sizes) and weight with shape \(weight.sizes)", at: site)
    }
  }

  /// The histogram of a matrix of points, one a row.
  private final func binned(
    _ bins: HistogramBins, _ range: [Double]?, _ weight: Tensor?, _ density: Bool, at site: CallSite
  ) -> (counts: Tensor, edges: [Tensor]) {
    if let range, range.count != 2 * sizes[1] {
      fail(
        "torch.histogramdd: for a \(sizes[1])-dimensional histogram range should have \(2 * sizes[1]) elements, but got \(range.count)",
        at: site)
    }
    switch dtype {
    case .float32: return Histogram<Float>(self, bins, range, at: site).counted(weight, density)
    case .float64: return Histogram<Double>(self, bins, range, at: site).counted(weight, density)
    default: fail("\"histogramdd\" not implemented for '\(dtype.scalarTypeName)'", at: site)
    }
  }
}

/// A grid of bins over points, in the arithmetic of one dtype.
private struct Histogram<Element: BinaryFloatingPoint & TensorScalar> {
  private let points: Tensor
  private var edges: [[Element]] = []
  private let areEven: Bool

  init(_ points: Tensor, _ bins: HistogramBins, _ range: [Double]?, at site: CallSite) {
    self.points = points
    switch bins {
    case .counts(let counts):
      areEven = true
      for (d, count) in counts.enumerated() {
        if count <= 0 { fail("torch.histogram(): bins must be > 0, but got \(count) for dimension \(d)", at: site) }
      }
      for (d, count) in counts.enumerated() {
        let (low, high) = Self.bounds(points, d, range, at: site)
        let step = (high - low) / Element(count)
        // From both ends, so that the last edge is exact.
        edges.append((0...count).map { $0 < (count + 1) / 2 ? low + step * Element($0) : high - step * Element(count - $0) })
      }
    case .edges(let tensors):
      areEven = false
      for (d, tensor) in tensors.enumerated() {
        if tensor.dtype != points.dtype {
          fail(
            "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype "
              + "\(points.dtype.cName) and bins for dimension \(d) with dtype \(tensor.dtype.cName)", at: site)
        }
        if tensor.dim != 1 {
          fail(
            "torch.histogramdd: bins tensor should have one dimension, but got \(tensor.dim) dimensions in the bins tensor for dimension "
              + "\(d)", at: site)
        }
        if tensor.numel == 0 {
          fail(
            "torch.histogramdd: bins tensor should have at least 1 element, but got 0 elements in the bins tensor for dimension \(d)",
            at: site)
        }
        edges.append(tensor.detach().array(of: Element.self))
      }
    }
  }

  private static func bounds(_ points: Tensor, _ d: Int, _ range: [Double]?, at site: CallSite) -> (Element, Element) {
    var (low, high): (Element, Element) = (0, 1)
    if let range {
      (low, high) = (Element(range[2 * d]), Element(range[2 * d + 1]))
    } else if points.numel > 0 {
      (low, high) = noGrad { points.detach().select(1, d) }.extent(Element.self)
    }
    if !low.isFinite || !high.isFinite {
      fail("torch.histogramdd: dimension \(d)'s range [\(Double(low).messageText), \(Double(high).messageText)] is not finite", at: site)
    }
    if low > high {
      fail(
        "torch.histogramdd: min should not exceed max, but got min \(Double(low).messageText) max \(Double(high).messageText) for "
          + "dimension \(d)", at: site)
    }
    return low == high ? (low - 0.5, high + 0.5) : (low, high)
  }

  func counted(_ weight: Tensor?, _ density: Bool) -> (counts: Tensor, edges: [Tensor]) {
    let shape = edges.map { $0.count - 1 }
    let counts = Tensor.zeros(shape, dtype: Element.dtype)
    let bin = counts.bytes.assumingMemoryBound(to: Element.self)
    let point = points.bytes.assumingMemoryBound(to: Element.self)
    let weights = weight?.bytes.assumingMemoryBound(to: Element.self)
    for i in 0..<points.sizes[0] {
      if let place = cell(point + i * edges.count) { bin[place] += weights.map { $0[i] } ?? 1 }
    }
    let edgeTensors = edges.map { Tensor($0.map { Double($0) }, dtype: Element.dtype) }
    if !density { return (counts, edgeTensors) }
    let scaled = noGrad {
      var result = counts.div(counts.sum())
      for (d, edge) in edgeTensors.enumerated() {
        result = result.div(edge.diff().reshape(shape.indices.map { $0 == d ? -1 : 1 }))
      }
      return result
    }
    return (scaled, edgeTensors)
  }

  /// The row-major index of the cell in which a point lies.
  private func cell(_ point: UnsafePointer<Element>) -> Int? {
    var place = 0
    for (d, edge) in edges.enumerated() {
      let (x, last) = (point[d], edge.count - 1)
      guard x >= edge[0], x <= edge[last] else { return nil }
      var low = 0
      var high = last + 1
      if areEven {
        // The edges are rounded: the right one is a neighbour of where the element should be.
        let guess = Int((x - edge[0]) / (edge[last] - edge[0]) * Element(last))
        (low, high) = (Swift.max(guess - 1, 0), Swift.min(guess + 2, last + 1))
      }
      while low < high {
        let middle = (low + high) / 2
        if edge[middle] <= x { low = middle + 1 } else { high = middle }
      }
      place = place * last + Swift.min(low - 1, last - 1)
    }
    return place
  }
}
