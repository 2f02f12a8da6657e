import Autograd

/// Modules in an order, registered by their places: what `Sequential` and `ModuleList` share.
public protocol ModuleCollection: Module, RandomAccessCollection where Element == Module, Index == Int {}

extension ModuleCollection {
  /// 0.
  public var startIndex: Int { 0 }

  /// How many modules there are.
  public var endIndex: Int { runTimeMembers.modules.count }

  /// The module at a place; a negative one counts from the end. Setting replaces it under its name.
  ///
  /// - Precondition: There is one.
  public subscript(place: Int) -> Module {
    get { runTimeMembers.modules[wrapped(place)].module! }
    set { runTimeMembers.modules[wrapped(place)].module = newValue }
  }

  private func wrapped(_ place: Int) -> Int {
    if !(-count..<count).contains(place) { fail("index \(place) is out of range") }
    return place < 0 ? place + count : place
  }
}
