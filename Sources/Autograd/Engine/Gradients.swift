/// A short list of gradients, the first two in place.
struct Gradients: ~Copyable {
  private var first: Reference<Tensor>
  private var second: Reference<Tensor>
  private var more: Reference<MoreGradients>
  let count: Int

  private final class MoreGradients {
    var list: [Tensor?]

    init(_ list: [Tensor?]) { self.list = list }
  }

  @inline(__always)
  init(_ first: consuming Tensor?) {
    self.first = Reference(first)
    second = Reference()
    more = Reference()
    count = 1
  }

  @inline(__always)
  init(_ first: consuming Tensor?, _ second: consuming Tensor?) {
    self.first = Reference(first)
    self.second = Reference(second)
    more = Reference()
    count = 2
  }

  @inline(__always)
  init(count: Int) {
    first = Reference()
    second = Reference()
    more = count > 2 ? Reference(MoreGradients(Array(repeating: nil, count: count - 2))) : Reference()
    self.count = count
  }

  init(_ list: [Tensor?]) {
    first = Reference(list.count > 0 ? list[0] : nil)
    second = Reference(list.count > 1 ? list[1] : nil)
    more = list.count > 2 ? Reference(MoreGradients(Array(list[2...]))) : Reference()
    count = list.count
  }

  @inline(__always)
  subscript(i: Int) -> Tensor? {
    get {
      switch i {
      case 0: first.object
      case 1: second.object
      default: more.object!.list[i - 2]
      }
    }
    set {
      switch i {
      case 0: first.object = newValue
      case 1: second.object = newValue
      default: more.object!.list[i - 2] = newValue
      }
    }
  }

  @inline(__always)
  func isAbsent(_ i: Int) -> Bool {
    switch i {
    case 0: first.isAbsent
    case 1: second.isAbsent
    default: more.object!.list[i - 2] == nil
    }
  }

  /// Whether gradient `i` is there and looks as the node's output needs it.
  @inline(__always)
  func isAccepted(_ i: Int, by node: Node, at output: Int) -> Bool {
    switch i {
    case 0: first.borrowed?.borrow { node.accepts($0, at: output) } ?? false
    case 1: second.borrowed?.borrow { node.accepts($0, at: output) } ?? false
    default: more.object!.list[i - 2].map { node.accepts($0, at: output) } ?? false
    }
  }

  /// Takes over gradient `i` of another list, into an empty place of this one.
  @inline(__always)
  mutating func move(_ i: Int, of source: inout Gradients, to place: Int) {
    switch (i, place) {
    case (0, 0): swap(&first, &source.first)
    case (1, 0): swap(&first, &source.second)
    default: self[place] = source.take(i)
    }
  }

  /// Hands a gradient out without keeping it, so that whoever gets it may be its only owner.
  @inline(__always)
  mutating func take(_ i: Int) -> Tensor? {
    switch i {
    case 0: return first.take()
    case 1: return second.take()
    default:
      let more = more.object!
      let taken = more.list[i - 2]
      more.list[i - 2] = nil
      return taken
    }
  }

  var list: [Tensor?] { (0..<count).map { self[$0] } }

  var isEmpty: Bool { first.isAbsent && second.isAbsent && more.object?.list.allSatisfy { $0 == nil } ?? true }
}
