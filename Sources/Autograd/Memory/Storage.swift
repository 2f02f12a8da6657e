import CThreadState
import Glibc
import Synchronization

/// The memory behind one or more tensors.
///
/// A small block lies in the same allocation as the object itself; a large one comes from `MemoryCache`, because fresh pages
/// cost more than the arithmetic on them; shared memory belongs to somebody else, whom the storage keeps alive.
///
/// Its elements are words, not vectors: for what wants 16 bytes of alignment Swift asks a slower allocator, and gets no more.
final class Storage: ManagedBuffer<Storage.Header, UInt64> {
  struct Header {
    var base: UnsafeMutableRawPointer?
    var byteCount: Int
    var origin: Origin
  }

  enum Origin {
    case inline
    case cache
    case shared(owner: AnyObject?)
    /// Shapes without data.
    case meta
  }

  /// Up to here a block is allocated with its object: one allocation in place of two. The sizes are those of `gb_take_block`.
  static let inlineLimit = 2048

  /// Memory of unspecified content.
  @inline(__always)
  static func allocate(byteCount: Int) -> Storage {
    if byteCount > inlineLimit {
      let buffer = Storage.create(minimumCapacity: 0) { _ in
        Header(base: MemoryCache.allocate(byteCount: byteCount), byteCount: byteCount, origin: .cache)
      }
      return unsafeDowncast(buffer, to: Storage.self)
    }
    guard let kept = gb_take_block(byteCount) else { return allocateInline(byteCount: byteCount) }
    let storage = Unmanaged<Storage>.fromOpaque(kept).takeRetainedValue()
    storage.withUnsafeMutablePointerToHeader { $0.pointee.byteCount = byteCount }
    return storage
  }

  private static func allocateInline(byteCount: Int) -> Storage {
    let buffer = Storage.create(minimumCapacity: gb_block_capacity(byteCount) >> 3) { buffer in
      let tail = buffer.withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) }
      return Header(base: tail, byteCount: byteCount, origin: .inline)
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// Keeps a storage whose only owner goes, for the thread's next one of its size; says whether it did, and owns it then.
  @inline(__always)
  static func keep(_ storage: Unmanaged<Storage>) -> Bool {
    storage._withUnsafeGuaranteedRef { storage in
      if !storage.isInline { return false }
      // What another thread read before it gave the storage up comes before what is written to it next.
      atomicMemoryFence(ordering: .acquiring)
      return gb_keep_block(storage.byteCount, Unmanaged.passUnretained(storage).toOpaque())
    }
  }

  /// Memory that belongs to `owner`, which lives at least as long as this storage.
  static func sharing(_ base: UnsafeMutableRawPointer, byteCount: Int, owner: AnyObject?) -> Storage {
    let buffer = Storage.create(minimumCapacity: 0) { _ in
      Header(base: base, byteCount: byteCount, origin: .shared(owner: owner))
    }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// The bytes from the beginning of a storage to the last element that a tensor shows.
  static func byteCount(_ sizes: Dimensions, _ strides: Dimensions, offset: Int = 0, _ dtype: DType, at site: CallSite? = nil) -> Int {
    if let span = sizes.span(strides) {
      let (end, overflow) = span.addingReportingOverflow(span == 0 ? 0 : offset)
      let (bytes, bytesOverflow) = end.multipliedReportingOverflow(by: dtype.byteCount)
      if !overflow && !bytesOverflow { return bytes }
    }
    let isPlain = Tensor.isRowMajor(sizes, strides)
    fail("Storage size calculation overflowed with sizes=\(sizes)" + (isPlain ? "" : " and strides=\(strides)"), at: site)
  }

  static func allocate(byteCount: Int, on device: Device) -> Storage {
    switch device {
    case .cpu: allocate(byteCount: byteCount)
    case .meta: meta(byteCount: byteCount)
    }
  }

  /// Room for shapes and strides, without memory.
  static func meta(byteCount: Int) -> Storage {
    let buffer = Storage.create(minimumCapacity: 0) { _ in Header(base: nil, byteCount: byteCount, origin: .meta) }
    return unsafeDowncast(buffer, to: Storage.self)
  }

  /// PyTorch's words for what asks for the data of a tensor that has none.
  static let noData = "Cannot copy out of meta tensor; no data!"

  /// The first byte.
  @inline(__always)
  var base: UnsafeMutableRawPointer {
    guard let base = withUnsafeMutablePointerToHeader({ $0.pointee.base }) else { fail(Storage.noData) }
    return base
  }

  /// Whether there are no bytes: see `Device.meta`.
  @inline(__always)
  var isMeta: Bool { withUnsafeMutablePointerToHeader { $0.pointee.base == nil } }

  /// Whether the memory lies in this object.
  @inline(__always)
  var isInline: Bool {
    withUnsafeMutablePointerToHeader {
      if case .inline = $0.pointee.origin { return true }
      return false
    }
  }

  @inline(__always)
  var byteCount: Int { withUnsafeMutablePointerToHeader { $0.pointee.byteCount } }

  /// Makes room for more bytes; what was there stays, what is new has no particular values. All tensors on this storage see it move.
  func grow(to byteCount: Int, at site: CallSite?) {
    withUnsafeMutablePointerToHeader { header in
      switch header.pointee.origin {
      case .shared: fail("Trying to resize storage that is not resizable", at: site)
      case .meta: header.pointee.byteCount = byteCount
      case .inline, .cache:
        let block = MemoryCache.allocate(byteCount: byteCount)
        let old = header.pointee.base.unsafelyUnwrapped
        block.copyMemory(from: old, byteCount: header.pointee.byteCount)
        if case .cache = header.pointee.origin { MemoryCache.release(old, byteCount: header.pointee.byteCount) }
        header.pointee = Header(base: block, byteCount: byteCount, origin: .cache)
      }
    }
  }

  var device: Device { isMeta ? .meta : .cpu }

  deinit {
    if case .cache = header.origin, let base = header.base { MemoryCache.release(base, byteCount: header.byteCount) }
  }
}
