/// What brackets name: a view, by their integers, ranges and new axes, and in it what masks and tensors of indices pick.
struct IndexedPart {
  private let tensor: Tensor
  private var view: Tensor
  private var picks: [Pick] = []
  private var site: CallSite
  /// A lone `false` names nothing: to write there is no write at all.
  private var isNothing = false
  /// A lone `true` names everything.
  private var isWhole = false

  /// An index that stands alone, to be read: a range is a view of its own even if it takes everything.
  init(_ tensor: Tensor, _ item: IndexItem, _ site: CallSite) {
    switch item {
    case .integer(let index):
      self.init(tensor, view: tensor.indexed(0, index, depth: 0, site), site)
    case .range(let start, let stop, let step):
      if tensor.dim == 0 { fail("slice() cannot be applied to a 0-dim tensor.", at: site) }
      self.init(tensor, view: tensor.cut(0, start, stop, step, site), site)
    default: self.init(tensor, [item], site)
    }
  }

  /// An index that stands alone, to be written to.
  init(_ tensor: Tensor, writing item: IndexItem, _ site: CallSite) {
    switch item {
    case .integer: self.init(tensor, item, site)
    case .range where tensor.dim == 0: self.init(tensor, item, site)
    default: self.init(tensor, [item], site)
    }
    if case .bool(let truth) = item { (isWhole, isNothing) = (truth, !truth) }
  }

  private init(_ tensor: Tensor, view: Tensor, _ site: CallSite) {
    self.tensor = tensor
    self.view = view
    self.site = site
  }

  /// Indices that stand in a list: a range that takes everything makes no view of its own.
  init(_ tensor: Tensor, _ items: [IndexItem], _ site: CallSite) {
    self.init(tensor, view: tensor, site)
    let taken = items.reduce(0) { $0 + $1.dimensionsTaken }
    if taken > tensor.dim { fail("too many indices for tensor of dimension \(tensor.dim)", at: site) }
    var d = 0
    for (depth, item) in items.enumerated() {
      switch item {
      case .integer(let index): view = view.indexed(d, index, depth: depth, site)
      case .range(let start, let stop, let step):
        view.refuseBeyond(d, site)
        let takesAll = step == 1 && start ?? 0 == 0 && stop ?? Int.max >= view.sizes[d]
        if !takesAll { view = view.cut(d, start, stop, step, site) }
        d += 1
      case .ellipsisItem: d += tensor.dim - taken
      case .newAxisItem:
        view = view.unsqueeze(d, file: site.file, line: site.line)
        d += 1
      case .bool(let truth): pick(whether: truth, at: &d)
      case .tensor(let index) where index.dim == 0 && index.dtype.isInteger && index.dtype != .uint8:
        view = view.indexed(d, index.item(as: Int.self), depth: depth, site)
      case .tensor(let index) where index.dim == 0 && index.isMask: pick(whether: index.item(as: Bool.self), at: &d)
      case .tensor(let index):
        if d + (index.isMask ? index.dim : 1) > view.dim {
          fail("too many indices for tensor of dimension \(view.dim) (got \(d + 1))", at: site)
        }
        picks.append(Pick(dim: d, index: index))
        d += index.isMask ? index.dim : 1
      }
    }
  }

  /// A bool takes no dimension: it makes one, of which it picks the one place or none.
  private mutating func pick(whether truth: Bool, at d: inout Int) {
    view = view.unsqueeze(d, file: site.file, line: site.line)
    picks.append(Pick(dim: d, index: Tensor.zeros([truth ? 1 : 0], dtype: .int64)))
    d += 1
  }

  func read() -> Tensor {
    if !picks.isEmpty { return view.index(picks, at: site) }
    return view === tensor ? tensor.aliasView() : view
  }

  func write(_ value: Tensor) {
    if isNothing { return }
    if picks.isEmpty || isWhole { return view.assign(value, site) }
    var source = value
    let lead = value.sizes.indices.prefix { value.sizes[$0] == 1 }.count
    if lead > 0 { source = value.reshape(Array(value.shape.dropFirst(lead))) }
    _ = view.indexPut_(picks, source, accumulate: false, at: site)
  }

  func write(_ number: Scalar) {
    if isNothing { return }
    if picks.isEmpty || isWhole {
      switch number {
      case .int(let value): view.fill_(value, file: site.file, line: site.line)
      case .double(let value): view.fill_(value, file: site.file, line: site.line)
      case .bool(let value): view.fill_(value, file: site.file, line: site.line)
      }
      return
    }
    // A number becomes one of the tensor's dtype at once: 0.1 in a float64 tensor is not float32's.
    let value = Tensor(number: number).converted(to: view.dtype)
    value.isWrappedNumber = false
    guard picks.count == 1 else {
      _ = view.indexPut_(picks, value, accumulate: false, at: site)
      return
    }
    let (d, index) = (picks[0].dim, picks[0].index)
    if index.isMask {
      picks[0].checkMask(of: view, at: site)
      _ = view.maskedFill_(index.alignedMask(from: d, in: view), value: value, isNumber: true, at: site)
    } else if index.dtype == .int64 {
      _ = view.indexFill_(d, index.reshape([-1]), value: value, isNumber: true, at: site)
    } else {
      _ = view.indexPut_(picks, value, accumulate: false, at: site)
    }
  }
}

/// A mask or tensor of indices, and the (first) dimension from which it picks.
struct Pick {
  var dim: Int
  var index: Tensor

  /// Refuses a mask of other sizes than those of the dimensions that it covers.
  func checkMask(of tensor: Tensor, at site: CallSite) {
    for d in index.sizes.indices where index.sizes[d] != tensor.sizes[dim + d] {
      fail(
        "The shape of the mask \(index.sizes) at index \(d) does not match the shape of the indexed tensor \(tensor.sizes) at index "
          + "\(dim + d)", at: site)
    }
  }
}

extension IndexItem {
  fileprivate var dimensionsTaken: Int {
    switch self {
    case .integer, .range: 1
    case .ellipsisItem, .newAxisItem, .bool: 0
    case .tensor(let index): index.isMask ? index.dim : 1
    }
  }
}

extension Tensor {
  /// Whether this tensor, as an index, says of each place whether it is meant.
  final var isMask: Bool { dtype == .bool || dtype == .uint8 }

  /// This mask, which covers dimensions of `tensor` from `d` on, with sizes of 1 for those behind them.
  final func alignedMask(from d: Int, in tensor: Tensor) -> Tensor {
    var sizes = shape
    while sizes.count + d < tensor.dim { sizes.append(1) }
    return view(sizes)
  }

  fileprivate final func indexed(_ d: Int, _ index: Int, depth: Int, _ site: CallSite) -> Tensor {
    if dim == 0 {
      fail(
        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a "
          + "number", at: site)
    }
    refuseBeyond(d, site)
    let size = sizes[d]
    if index < -size || index >= size {
      fail("index \(index) is out of bounds for dimension \(depth) with size \(size)", at: site)
    }
    return selected(d, index < 0 ? index + size : index)
  }

  /// Refuses a dimension that there is not: a second ellipsis may leave none for the indices behind it.
  fileprivate final func refuseBeyond(_ d: Int, _ site: CallSite) {
    if d >= dim { fail("Dimension out of range (expected to be in range of [\(-dim), \(dim - 1)], but got \(d))", at: site) }
  }

  fileprivate final func cut(_ d: Int, _ start: Int?, _ stop: Int?, _ step: Int, _ site: CallSite) -> Tensor {
    if step == 0 { fail("slice step cannot be zero", at: site) }
    if step < 0 { fail("step must be greater than zero", at: site) }
    let (first, end) = Tensor.bounds(start, stop, sizes[d])
    return sliced(d, first, end, step)
  }

  /// Where a Python slice begins and ends in a dimension.
  static func bounds(_ start: Int?, _ stop: Int?, _ size: Int) -> (start: Int, stop: Int) {
    func place(_ i: Int) -> Int { Swift.min(Swift.max(i < 0 ? i + size : i, 0), size) }
    let first = place(start ?? 0)
    return (first, Swift.max(place(stop ?? size), first))
  }

  /// What an assignment to a part of a tensor does, on the view of the part.
  fileprivate final func assign(_ value: Tensor, _ site: CallSite) {
    if value.sizes == sizes {
      copy_(value, file: site.file, line: site.line)
    } else if value.dim == 0 {
      fill_(value, file: site.file, line: site.line)
    } else {
      var source = value
      while source.dim > 0 && source.sizes[0] == 1 { source = source.squeeze(0) }
      copy_(source.expand(shape, file: site.file, line: site.line), file: site.file, line: site.line)
    }
  }
}
