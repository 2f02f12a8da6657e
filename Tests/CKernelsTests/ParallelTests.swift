import CKernels
import Synchronization
import Testing

@Suite("The pool of threads")
struct ParallelTests {
  private final class Marks: Sendable {
    let counts: Mutex<[Int]>
    init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }
    func mark(_ range: Range<Int>) { counts.withLock { for i in range { $0[i] += 1 } } }
  }

  private static func run(_ marks: Marks, count: Int, grain: Int) {
    gb_parallel(
      Int64(count), Int64(grain),
      { context, begin, end in
        Unmanaged<Marks>.fromOpaque(context!).takeUnretainedValue().mark(Int(begin)..<Int(end))
      }, Unmanaged.passUnretained(marks).toOpaque())
  }

  @Test("every element is worked on once, whatever the count and the grain")
  func everyElementOnce() {
    for (count, grain) in [(0, 1), (1, 1), (7, 3), (1000, 1), (1000, 999), (1000, 1000), (99_991, 64), (5, 0)] {
      let marks = Marks(count)
      Self.run(marks, count: count, grain: grain)
      #expect(marks.counts.withLock { $0 } == Array(repeating: 1, count: count), "\(count) by \(grain)")
    }
  }

  @Test("many callers at once are each served")
  func manyCallers() async {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<200).allSatisfy { _ in
            let marks = Marks(500)
            Self.run(marks, count: 500, grain: 7)
            return marks.counts.withLock { $0.allSatisfy { $0 == 1 } }
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("a body that shares a range again works on it itself")
  func nested() {
    let marks = Marks(100)
    gb_parallel(
      10, 1,
      { context, begin, end in
        for _ in begin..<end {
          gb_parallel(
            10, 1,
            { context, begin, end in
              let marks = Unmanaged<Marks>.fromOpaque(context!).takeUnretainedValue()
              for j in begin..<end { marks.mark(Int(j)..<Int(j) + 1) }
            }, context)
        }
      }, Unmanaged.passUnretained(marks).toOpaque())
    #expect(marks.counts.withLock { Array($0.prefix(10)) } == Array(repeating: 10, count: 10))
  }
}
