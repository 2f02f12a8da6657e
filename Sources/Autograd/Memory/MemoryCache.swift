import Glibc
import Synchronization

/// Keeps large blocks that were released and hands them out again: a page touched for the first time costs about 0.9 ms a
/// megabyte, several times what adding its numbers does.
enum MemoryCache {
  /// Blocks of one size class, up to `limit` bytes in all classes together; what is over is given back to the system.
  private struct Shelves: ~Copyable {
    var blocks: [Int: [UnsafeMutableRawPointer]] = [:]
    var byteCount = 0
  }

  private static let limit = 1 << 30
  private static let shelves = Mutex(Shelves())

  /// Rounded up to an eighth of a power of two: at most an eighth is wasted, and a size finds its like.
  private static func sizeClass(_ byteCount: Int) -> Int {
    let top = Int.bitWidth - 1 - max(byteCount, 4096).leadingZeroBitCount
    let step = 1 << (top - 3)
    return (max(byteCount, 4096) + step - 1) & ~(step - 1)
  }

  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    // No machine has so much, and its size class would not be an Int.
    if byteCount > 1 << 60 { failAllocation(byteCount) }
    let size = sizeClass(byteCount)
    let cached: UInt? = shelves.withLock { shelves in
      guard let block = shelves.blocks[size]?.popLast() else { return nil }
      shelves.byteCount -= size
      return UInt(bitPattern: block)
    }
    if let cached { return UnsafeMutableRawPointer(bitPattern: cached)! }
    let alignment = size < hugePage ? 64 : hugePage
    var block: UnsafeMutableRawPointer?
    guard posix_memalign(&block, alignment, size) == 0, let block else { failAllocation(byteCount) }
    // A hint: where the system has no such pages it is slower and no less right. What does not fill one stays in small ones.
    if size >= hugePage { madvise(block, size & ~(hugePage - 1), MADV_HUGEPAGE) }
    return block
  }

  /// Pages of two megabytes: fewer faults as they are touched first, and fewer misses in the table of pages later.
  private static let hugePage = 1 << 21

  private static func failAllocation(_ byteCount: Int) -> Never {
    fail("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: you tried to allocate \(byteCount) bytes.")
  }

  static func release(_ block: UnsafeMutableRawPointer, byteCount: Int) {
    let size = sizeClass(byteCount)
    let address = UInt(bitPattern: block)
    let isKept = shelves.withLock { shelves in
      guard shelves.byteCount + size <= limit else { return false }
      shelves.blocks[size, default: []].append(UnsafeMutableRawPointer(bitPattern: address)!)
      shelves.byteCount += size
      return true
    }
    if !isKept { free(block) }
  }
}
