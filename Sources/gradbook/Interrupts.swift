import Dispatch
import Execution
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: every process ends, temporary folders go, no file stays half written; then gradbook ends as a shell expects.
enum Interrupts {
  private static let received = Mutex<Int32?>(nil)

  /// 130 after Ctrl-C, 143 after SIGTERM; nil before.
  static var exitStatus: Int32? { received.withLock { $0 } }

  /// Calls `cancel` at the first signal. At a second one, or if cancelling takes more than three seconds, gradbook ends all the same.
  static func cancelling(_ cancel: @escaping @Sendable () -> Void) {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        let isFirst = received.withLock { status in
          defer { status = status ?? 128 + number }
          return status == nil
        }
        guard isFirst else { leave(128 + number) }
        cancel()
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(3)) { leave(128 + number) }
      }
      source.resume()
      // It lives as long as the process.
      _ = Unmanaged.passRetained(source as AnyObject)
    }
  }

  static func leave(_ status: Int32) -> Never {
    PendingFiles.removeAll()
    ScratchFolders.removeAll()
    _exit(status)
  }
}
