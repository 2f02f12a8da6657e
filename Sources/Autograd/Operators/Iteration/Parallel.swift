import CKernels

/// Shares large loops among the processors.
enum Parallel {
  /// Elements of work from which on a second thread pays, for an operation of about a nanosecond an element.
  static let grain = 16384

  /// Works on 0..<count in ranges of at least `grain`, on several threads if there are several ranges; returns when all is done.
  ///
  /// How the ranges are cut depends on the machine: a result must not. The body runs on several threads at once, so it touches raw memory
  /// only, no tensors, and no thread's grad mode.
  static func run(count: Int, grain: Int = Parallel.grain, _ body: (Range<Int>) -> Void) {
    if count <= grain {
      if count > 0 { body(0..<count) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var body = body
      withUnsafeMutablePointer(to: &body) { pointer in
        gb_parallel(
          Int64(count), Int64(grain),
          { context, begin, end in
            let body = context!.assumingMemoryBound(to: ((Range<Int>) -> Void).self).pointee
            body(Int(begin)..<Int(end))
          }, UnsafeMutableRawPointer(pointer))
      }
    }
  }
}

/// How many threads large operators use: as many as the processors this process may run on, unless set.
/// PyTorch's `torch.get_num_threads()` and `torch.set_num_threads()`.
public var threadCount: Int {
  get { Int(gb_thread_count()) }
  set { gb_set_thread_count(Int32(clamping: newValue)) }
}
