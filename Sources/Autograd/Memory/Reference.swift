/// A strong reference that may be absent, and then costs nothing to give up.
///
/// Swift gives up an optional reference by calling its runtime, whether there is an object or not. The objects of a graph hold a dozen that are
/// almost always nil, and those calls were a fifth of what a small operator took. This one looks first.
struct Reference<Object: AnyObject>: ~Copyable {
  private var unmanaged: Unmanaged<Object>?

  @inline(__always)
  init() { unmanaged = nil }

  @inline(__always)
  init(_ object: consuming Object?) {
    if let object = consume object { unmanaged = Unmanaged(owning: object) } else { unmanaged = nil }
  }

  @inline(__always)
  var object: Object? {
    get { unmanaged?.takeUnretainedValue() }
    set {
      // The old one goes last: its release may run code that looks here.
      let old = unmanaged
      if let newValue { unmanaged = Unmanaged(owning: newValue) } else { unmanaged = nil }
      old?.release()
    }
  }

  @inline(__always)
  var isAbsent: Bool { unmanaged == nil }

  /// The object without a count of its own: for as long as this reference is there and stays as it is.
  @inline(__always)
  var borrowed: Unmanaged<Object>? { unmanaged }

  /// Hands the object out, so that whoever gets it may be its only owner.
  @inline(__always)
  mutating func take() -> Object? {
    guard let taken = unmanaged else { return nil }
    unmanaged = nil
    return taken.handOver()
  }

  /// Whether nobody else owns the object.
  @inline(__always)
  var isUnique: Bool { unmanaged?.isUniquelyReferenced ?? false }

  @inline(__always)
  deinit { unmanaged?.release() }
}

extension Unmanaged {
  /// Takes over the count that comes with the object, which is moved in memory: `passRetained` counts once more, and once less where
  /// the object's own life ends.
  @inline(__always)
  init(owning object: consuming Instance) {
    self = Unmanaged.passUnretained(object)
    Self.move(object, to: &self)
  }

  /// The object with the count that this one had: as `takeRetainedValue`, without counting up and down.
  @inline(__always)
  func handOver() -> Instance {
    var bits = self
    return Self.moveOut(of: &bits)
  }

  /// Whether the object has one owner.
  @inline(__always)
  var isUniquelyReferenced: Bool {
    var bits = self
    return Self.isUnique(at: &bits)
  }

  @inline(__always)
  private static func move(_ object: consuming Instance, to place: UnsafeMutableRawPointer) {
    place.initializeMemory(as: Instance.self, to: object)
  }

  @inline(__always)
  private static func moveOut(of place: UnsafeMutableRawPointer) -> Instance { place.assumingMemoryBound(to: Instance.self).move() }

  @inline(__always)
  private static func isUnique(at place: UnsafeMutableRawPointer) -> Bool {
    isKnownUniquelyReferenced(&place.assumingMemoryBound(to: Instance.self).pointee)
  }

  /// Calls `body` with the object, which somebody keeps alive meanwhile: no count is touched.
  @inline(__always)
  func borrow<Result, Failure: Error>(_ body: (Instance) throws(Failure) -> Result) throws(Failure) -> Result {
    let result = _withUnsafeGuaranteedRef { object in
      do throws(Failure) { return Swift.Result<Result, Failure>.success(try body(object)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
