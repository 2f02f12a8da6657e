import CThreadState

/// What a node kept alive, taken out of it.
struct NodeContents {
  var edges: [Edge]
  var saved: [AnyObject] = []

  init(_ edges: [Edge]) { self.edges = edges }
}

/// Releases graphs of any depth in constant stack space.
///
/// A node's release releases its edges' nodes and the tensors it saved, whose release releases more nodes: recursion, as deep as the
/// graph. From a depth of `limit` on, a node therefore leaves what it kept in a list of its thread, and whoever began the release
/// works the list off.
enum GraphRelease {
  private final class Waiting {
    var contents: [NodeContents] = []
  }

  private static let limit: Int32 = 64

  @inline(__always)
  static func release(_ node: Node) {
    let depth = gb_release_depth()
    if depth >= limit {
      postpone(node)
    } else {
      releaseNow(node, depth)
    }
  }

  private static func releaseNow(_ node: Node, _ depth: Int32) {
    gb_set_release_depth(depth + 1)
    node.dropContents()
    if depth == 0, gb_release_list() != nil { drain() }
    gb_set_release_depth(depth)
  }

  private static func postpone(_ node: Node) {
    let waiting: Waiting
    if let list = gb_release_list() {
      waiting = Unmanaged<Waiting>.fromOpaque(list).takeUnretainedValue()
    } else {
      waiting = Waiting()
      gb_set_release_list(Unmanaged.passRetained(waiting).toOpaque())
    }
    waiting.contents.append(node.takeContents())
  }

  private static func drain() {
    while let list = gb_release_list() {
      gb_set_release_list(nil)
      let waiting = Unmanaged<Waiting>.fromOpaque(list).takeRetainedValue()
      while waiting.contents.popLast() != nil {}
    }
  }
}
