import Dispatch
import Glibc

/// Tells that a file has been put in its place, by inotify, while whoever made it may still be busy.
final class FileArrival: Sendable {
  private let arrivals: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  /// - Parameter path: a file that is not there yet, and that will be renamed to this. Its folder is there.
  init(_ path: String) {
    (arrivals, continuation) = AsyncStream.makeStream()
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = inotify_init1(CInt(IN_CLOEXEC) | CInt(IN_NONBLOCK))
    guard descriptor >= 0 else { return }
    guard inotify_add_watch(descriptor, folder, UInt32(IN_MOVED_TO)) >= 0 else {
      close(descriptor)
      return
    }
    // A source may be cancelled from any thread.
    nonisolated(unsafe) let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    source.setEventHandler { [continuation] in
      var news = [UInt8](repeating: 0, count: 4096)
      while read(descriptor, &news, news.count) > 0 {}
      if FileStatus(path: path) != nil { continuation.yield() }
    }
    source.setCancelHandler { close(descriptor) }
    continuation.onTermination = { _ in source.cancel() }
    source.resume()
  }

  deinit { continuation.finish() }

  /// Waits for the file, or for `stop`.
  /// - Returns: whether it came. Where nothing can be watched it never does.
  func hasCome() async -> Bool {
    for await _ in arrivals { return true }
    return false
  }

  /// Nobody need wait any longer.
  func stop() { continuation.finish() }
}
