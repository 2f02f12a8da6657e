/// The nodes whose gradients are complete; the youngest first. It owns none: the roots of the pass keep all of them alive.
struct ReadyQueue {
  /// In front of all the others, so that a graph without branches needs no heap.
  private var youngest: Unmanaged<Node>?
  private var heap: [Unmanaged<Node>] = []

  @inline(__always)
  mutating func push(_ node: Unmanaged<Node>) {
    guard let top = youngest else {
      youngest = node
      return
    }
    if node.sequence > top.sequence {
      youngest = node
      insert(top)
    } else {
      insert(node)
    }
  }

  @inline(__always)
  mutating func pop() -> Unmanaged<Node>? {
    let top = youngest.take()
    if !heap.isEmpty { youngest = removeFirst() }
    return top
  }

  private mutating func insert(_ node: Unmanaged<Node>) {
    heap.append(node)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if heap[parent].sequence >= heap[child].sequence { break }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func removeFirst() -> Unmanaged<Node>? {
    if heap.count <= 1 { return heap.popLast() }
    heap.swapAt(0, heap.count - 1)
    let top = heap.removeLast()
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].sequence > heap[largest].sequence {
        largest = child
      }
      if largest == parent { return top }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}

extension Unmanaged<Node> {
  @inline(__always)
  fileprivate var sequence: UInt64 { _withUnsafeGuaranteedRef { $0.sequence } }
}
