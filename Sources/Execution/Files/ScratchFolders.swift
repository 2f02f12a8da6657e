import Synchronization

/// The temporary folders in use, so that an interrupt leaves none behind.
public enum ScratchFolders {
  private static let paths = Mutex<Set<String>>([])

  /// A folder is in use.
  package static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }
  /// A folder is gone, or is temporary no more.
  package static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Whether a folder is temporary, and there.
  package static func contains(_ path: String) -> Bool { paths.withLock { $0.contains(path) } }

  /// Removes all of them: for the last moment of the process.
  public static func removeAll() {
    for path in paths.withLock({ $0 }) { removeTree(path) }
  }
}
