import Glibc
import Synchronization

/// Files being written beside those that they will replace, so that an interrupt leaves none behind.
public enum PendingFiles {
  private static let paths = Mutex<Set<String>>([])

  static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }
  static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Removes all of them: for the last moment of the process.
  public static func removeAll() {
    for path in paths.withLock({ $0 }) { unlink(path) }
  }
}
