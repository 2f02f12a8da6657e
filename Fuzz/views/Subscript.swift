import Autograd
import ViewModel

/// One thing in a tensor's brackets.
enum Subscript {
  case integer(Int)
  case range(Int?, Int?, Int)
  case through(Int)
  case ellipsis
  case newAxis
  case truth(Bool)
  /// A tensor of one integer, which counts as that.
  case scalar(Int)
  case indices([Int], [Int], isNarrow: Bool)
  case list([Int])
  case mask([Int], [Bool])
  case bools([Bool])

  /// What the library is given.
  var index: any TensorIndex {
    switch self {
    case .integer(let i): i
    case .range(let start, let stop, let step): IndexItem.slice(start, stop, step)
    case .through(let last): ...last
    case .ellipsis: IndexItem.ellipsis
    case .newAxis: IndexItem.newAxis
    case .truth(let truth): truth
    case .scalar(let i): Tensor(i)
    case .indices(let shape, let values, let isNarrow):
      Tensor.zeros([0], dtype: .int64).with(values).reshape(shape).to(isNarrow ? .int32 : .int64)
    case .list(let values): values
    case .mask(let shape, let values): Tensor.zeros([0], dtype: .bool).with(values).reshape(shape)
    case .bools(let values): values
    }
  }

  /// How many dimensions of a tensor it stands for.
  var rank: Int {
    switch self {
    case .ellipsis, .newAxis, .truth: 0
    case .mask(let shape, _): shape.count
    default: 1
    }
  }

  /// Brackets for a tensor of this shape.
  static func brackets(_ bytes: inout ByteReader, of shape: [Int]) -> [Subscript] {
    var (items, d) = ([Subscript](), 0)
    for _ in 0..<bytes.below(6) {
      let size = d < shape.count ? shape[d] : 1
      let item = Subscript(&bytes, size, next: d + 1 < shape.count ? shape[d + 1] : 1)
      if case .ellipsis = item { d = max(d, shape.count - bytes.below(3)) }
      items.append(item)
      d += item.rank
    }
    return items
  }

  private init(_ bytes: inout ByteReader, _ size: Int, next: Int) {
    switch bytes.below(16) {
    case 0, 1: self = .integer(bytes.number(near: size))
    case 2, 3, 4: self = .range(bytes.optionalNumber(near: size), bytes.optionalNumber(near: size), bytes.number(in: 1...3))
    case 5: self = .through(bytes.number(near: size))
    case 6: self = .ellipsis
    case 7: self = .newAxis
    case 8: self = .truth(bytes.flag())
    case 9: self = .scalar(bytes.number(near: size))
    case 10, 11:
      let shape = (0..<1 + bytes.below(2)).map { _ in [1, 2, 2, 3, 0][bytes.below(5)] }
      let isNarrow = bytes.once(in: 4)
      let values = (0..<shape.reduce(1, *)).map { _ in bytes.number(near: size) }
      self = .indices(shape, isNarrow ? values.map { Int(Int32(clamping: $0)) } : values, isNarrow: isNarrow)
    case 12: self = .list(bytes.numbers(bytes.below(4), near: size))
    case 13, 14:
      let extent = min(max(size, 0), 8) + (bytes.once(in: 16) ? 1 : 0)
      let shape = bytes.once(in: 3) ? [extent, min(max(next, 0), 8)] : [extent]
      self = .mask(shape, (0..<shape.reduce(1, *)).map { _ in bytes.flag() })
    default:
      self = .bools((0..<min(max(size, 1), 8)).map { _ in bytes.flag() })
    }
  }
}

extension Tensor {
  /// These values, in a tensor of this one's dtype; there may be none.
  fileprivate func with<Element: TensorConvertible>(_ values: [Element]) -> Tensor { values.isEmpty ? self : Tensor(values) }
}

/// What brackets show of a tensor.
enum BracketMeaning {
  case refused
  /// `isPick`: by masks or tensors of indices, so that reading copies.
  case shown(ShownPlaces, isPick: Bool)
  /// PyTorch has no page on it, and what it does depends on how far it got: it may be refused or not.
  case unspecified
  /// Too many elements to be tried.
  case skipped

  init(_ brackets: [Subscript], of tensor: ShownPlaces, atMost limit: Int) {
    var view = tensor
    var picks: [ShownPlaces.Pick] = []
    let taken = brackets.reduce(0) { $0 + $1.rank }
    let ellipses = brackets.count { if case .ellipsis = $0 { true } else { false } }
    if taken > tensor.shape.count {
      self = .refused
      return
    }
    if ellipses > 1 {
      self = .unspecified
      return
    }
    var d = 0
    for item in brackets {
      switch item {
      case .integer(let i), .scalar(let i):
        let size = view.shape[d]
        if i < -size || i >= size {
          self = .refused
          return
        }
        let place = i < 0 ? i + size : i
        view = view.taking(view.shape.removing(d)) { [d] in $0.inserting(place, d) }
      case .range(let start, let stop, let step):
        if step <= 0 {
          self = .refused
          return
        }
        let first = bound(start ?? 0, view.shape[d])
        view = BracketMeaning.cut(view, d, first, bound(stop ?? view.shape[d], view.shape[d]), step)
        d += 1
      case .through(let last):
        let stop = last == -1 || last == .max ? view.shape[d] : bound(last + 1, view.shape[d])
        view = BracketMeaning.cut(view, d, 0, stop, 1)
        d += 1
      case .ellipsis: d += tensor.shape.count - taken
      case .newAxis:
        view.shape.insert(1, at: d)
        d += 1
      case .truth(let truth):
        view.shape.insert(1, at: d)
        picks.append(ShownPlaces.Pick(dim: d, shape: [truth ? 1 : 0], values: truth ? [0] : []))
        d += 1
      case .indices(let shape, let values, _):
        picks.append(ShownPlaces.Pick(dim: d, shape: shape, values: values))
        d += 1
      case .list(let values):
        picks.append(ShownPlaces.Pick(dim: d, shape: [values.count], values: values))
        d += 1
      case .mask(let shape, let values):
        guard BracketMeaning.add(shape, values, at: &d, of: view, to: &picks) else {
          self = .refused
          return
        }
      case .bools(let values):
        guard BracketMeaning.add([values.count], values, at: &d, of: view, to: &picks) else {
          self = .refused
          return
        }
      }
    }
    self = picks.isEmpty ? .shown(view, isPick: false) : BracketMeaning.picked(picks, of: view, atMost: limit)
  }

  private static func cut(_ view: ShownPlaces, _ d: Int, _ first: Int, _ stop: Int, _ step: Int) -> ShownPlaces {
    let count = stop > first ? (stop - first - 1) / step + 1 : 0
    return view.taking(view.shape.replacing(d, count)) { $0.replacing(d, first + $0[d] * step) }
  }

  /// A mask as the indices of where it holds; false if its sizes do not fit.
  private static func add(_ shape: [Int], _ values: [Bool], at d: inout Int, of view: ShownPlaces, to picks: inout [ShownPlaces.Pick])
    -> Bool
  {
    if Array(view.shape[d...].prefix(shape.count)) != shape { return false }
    let places = zip(ShownPlaces.coordinates(shape), values).filter(\.1).map(\.0)
    for i in shape.indices { picks.append(ShownPlaces.Pick(dim: d + i, shape: [places.count], values: places.map { $0[i] })) }
    d += shape.count
    return true
  }

  private static func picked(_ picks: [ShownPlaces.Pick], of view: ShownPlaces, atMost limit: Int) -> BracketMeaning {
    guard let common = ShownPlaces.Pick.commonShape(picks) else { return .refused }
    let rest = view.shape.indices.filter { d in !picks.contains { $0.dim == d } }.map { view.shape[$0] }
    let count = (common + rest).reduce(1, *)
    if count > limit { return .skipped }
    // Where nothing is picked, no index is looked at.
    if count > 0 && picks.contains(where: { pick in !pick.values.allSatisfy { -view.shape[pick.dim]..<view.shape[pick.dim] ~= $0 } }) {
      return .refused
    }
    var result = view
    result.pick(picks)
    return .shown(result, isPick: true)
  }
}
