/// What may stand in a tensor's square brackets.
///
/// Integers, ranges (`1..<3`, `2...`, and `...` by itself), and the indices that Python writes as `...`, `None` and `start:stop:step`:
/// `.ellipsis`, `.newAxis`, `.slice(_:_:_:)`.
public protocol TensorIndex {
  /// The index as one of PyTorch's kinds.
  var item: IndexItem { get }
}

/// One of PyTorch's kinds of index.
public enum IndexItem: Hashable, Sendable, TensorIndex {
  /// One place; the dimension disappears. Negative counts from the end.
  case integer(Int)
  /// Python's `start:stop:step`: nil is the dimension's own end, negative counts from the end, bounds beyond it are cut.
  case range(start: Int?, stop: Int?, step: Int)
  /// All dimensions that no other index takes.
  case ellipsisItem
  /// A new dimension of size 1.
  case newAxisItem

  /// Itself.
  public var item: IndexItem { self }
}

extension TensorIndex where Self == IndexItem {
  /// Python's `...`: all dimensions that no other index takes.
  public static var ellipsis: IndexItem { .ellipsisItem }
  /// Python's `None`: a new dimension of size 1.
  public static var newAxis: IndexItem { .newAxisItem }
  /// Python's `start:stop:step`.
  public static func slice(_ start: Int? = nil, _ stop: Int? = nil, _ step: Int = 1) -> IndexItem {
    .range(start: start, stop: stop, step: step)
  }
}

extension Int: TensorIndex {
  /// One place; negative counts from the end.
  public var item: IndexItem { .integer(self) }
}

extension Range<Int>: TensorIndex {
  /// `1..<3`.
  public var item: IndexItem { .range(start: lowerBound, stop: upperBound, step: 1) }
}

extension ClosedRange<Int>: TensorIndex {
  /// `1...3`.
  public var item: IndexItem { .range(start: lowerBound, stop: stop(after: upperBound), step: 1) }
}

extension PartialRangeFrom<Int>: TensorIndex {
  /// `2...`.
  public var item: IndexItem { .range(start: lowerBound, stop: nil, step: 1) }
}

extension PartialRangeUpTo<Int>: TensorIndex {
  /// `..<2`.
  public var item: IndexItem { .range(start: nil, stop: upperBound, step: 1) }
}

extension PartialRangeThrough<Int>: TensorIndex {
  /// `...3`.
  public var item: IndexItem { .range(start: nil, stop: stop(after: upperBound), step: 1) }
}

/// Where a range that includes `last` stops; after -1, the last place, there is only the end.
private func stop(after last: Int) -> Int? { last == -1 ? nil : last + 1 }

extension Tensor {
  /// The view that an index shows; assigning writes there, with broadcasting. `x[0]`, `x[1..<3]`, `x[.ellipsis]`.
  public final subscript(_ index: some TensorIndex, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    get { viewed(at: index.item, CallSite(file, line)) }
    set { viewed(at: index.item, CallSite(file, line)).assign(newValue, file, line) }
  }

  /// All of it, as a view: `x[...]`, Python's `x[:]`. Assigning overwrites every element.
  public final subscript(_ all: UnboundedRange, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    get { viewed(at: .range(start: nil, stop: nil, step: 1), CallSite(file, line)) }
    set { viewed(at: .range(start: nil, stop: nil, step: 1), CallSite(file, line)).assign(newValue, file, line) }
  }

  /// The view that two indices show: `x[0, 1]`, `x[.ellipsis, 0]`.
  public final subscript(
    _ i: some TensorIndex, _ j: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    get { viewed(at: [i.item, j.item], CallSite(file, line)) }
    set { viewed(at: [i.item, j.item], CallSite(file, line)).assign(newValue, file, line) }
  }

  /// The view that three indices show.
  public final subscript(
    _ i: some TensorIndex, _ j: some TensorIndex, _ k: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    get { viewed(at: [i.item, j.item, k.item], CallSite(file, line)) }
    set { viewed(at: [i.item, j.item, k.item], CallSite(file, line)).assign(newValue, file, line) }
  }

  /// The view that a list of indices shows: Python's tuple in the brackets, of any length.
  public final subscript(_ indices: [any TensorIndex], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    get { viewed(at: indices.map(\.item), CallSite(file, line)) }
    set { viewed(at: indices.map(\.item), CallSite(file, line)).assign(newValue, file, line) }
  }

  /// One number, read or written: `x[0] = 1.5`, `let first: Double = x[0]`. A number written fills the whole of the view.
  @_disfavoredOverload
  public final subscript<Number: TensorScalar>(
    _ index: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> Number {
    get { viewed(at: index.item, CallSite(file, line)).item(as: Number.self, file: file, line: line) }
    set { viewed(at: index.item, CallSite(file, line)).assign(newValue.scalar, file, line) }
  }

  /// One number at two indices, read or written.
  @_disfavoredOverload
  public final subscript<Number: TensorScalar>(
    _ i: some TensorIndex, _ j: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> Number {
    get { viewed(at: [i.item, j.item], CallSite(file, line)).item(as: Number.self, file: file, line: line) }
    set { viewed(at: [i.item, j.item], CallSite(file, line)).assign(newValue.scalar, file, line) }
  }

  /// An index that stands alone.
  private final func viewed(at item: IndexItem, _ site: CallSite) -> Tensor {
    switch item {
    case .integer(let index): return indexed(0, index, depth: 0, site)
    case .range(let start, let stop, let step):
      if dim == 0 { fail("slice() cannot be applied to a 0-dim tensor.", at: site) }
      return cut(0, start, stop, step, site)
    case .ellipsisItem: return aliasView()
    case .newAxisItem: return unsqueeze(0)
    }
  }

  /// Indices that stand in a list: a range that takes everything makes no view of its own.
  private final func viewed(at items: [IndexItem], _ site: CallSite) -> Tensor {
    let taken = items.count { $0 != .newAxisItem && $0 != .ellipsisItem }
    if taken > dim { fail("too many indices for tensor of dimension \(dim)", at: site) }
    var result = self
    var d = 0
    for (depth, item) in items.enumerated() {
      switch item {
      case .integer(let index): result = result.indexed(d, index, depth: depth, site)
      case .range(let start, let stop, let step):
        let size = result.sizes[d]
        let bounds = Tensor.bounds(start, stop, size)
        if step != 1 || bounds.start != 0 || bounds.stop != size { result = result.cut(d, start, stop, step, site) }
        d += 1
      case .ellipsisItem: d += dim - taken
      case .newAxisItem:
        result = result.unsqueeze(d)
        d += 1
      }
    }
    return result === self ? aliasView() : result
  }

  private final func indexed(_ d: Int, _ index: Int, depth: Int, _ site: CallSite) -> Tensor {
    if dim == 0 {
      fail(
        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a "
          + "number", at: site)
    }
    let size = sizes[d]
    if index < -size || index >= size {
      fail("index \(index) is out of bounds for dimension \(depth) with size \(size)", at: site)
    }
    return selected(d, index < 0 ? index + size : index)
  }

  private final func cut(_ d: Int, _ start: Int?, _ stop: Int?, _ step: Int, _ site: CallSite) -> Tensor {
    if step == 0 { fail("slice step cannot be zero", at: site) }
    if step < 0 { fail("step must be greater than zero", at: site) }
    let (first, end) = Tensor.bounds(start, stop, sizes[d])
    return sliced(d, first, end, step)
  }

  private static func bounds(_ start: Int?, _ stop: Int?, _ size: Int) -> (start: Int, stop: Int) {
    func place(_ i: Int) -> Int { Swift.min(Swift.max(i < 0 ? i + size : i, 0), size) }
    let first = place(start ?? 0)
    return (first, Swift.max(place(stop ?? size), first))
  }

  /// A number becomes one of this tensor's dtype at once: 0.1 in a float64 tensor is not float32's.
  private final func assign(_ number: Scalar, _ file: StaticString, _ line: UInt) {
    let value = Tensor(number: number).converted(to: dtype)
    value.isWrappedNumber = false
    assign(value, file, line)
  }

  /// What an assignment to a part of a tensor does, on the view of the part.
  private final func assign(_ value: Tensor, _ file: StaticString, _ line: UInt) {
    if value.sizes == sizes {
      copy_(value, file: file, line: line)
    } else if value.dim == 0 {
      fill_(value, file: file, line: line)
    } else {
      var source = value
      while source.dim > 0 && source.sizes[0] == 1 { source = source.squeeze(0) }
      copy_(source.expand(shape, file: file, line: line), file: file, line: line)
    }
  }
}
