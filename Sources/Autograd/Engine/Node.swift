import CThreadState
import Synchronization

/// A step of a recorded graph: what an operator's backward needs, and where its gradients go. PyTorch's `torch.autograd.graph.Node`.
///
/// Edges lead from an output to what it was computed from. The first two are held in place: most operators have no more.
public class Node {
  /// PyTorch's name of it: `MulBackward0`.
  public final internal(set) var name: String
  /// Grows with every node that is recorded; the engine runs the youngest ready node first.
  final let sequence: UInt64

  private final var firstEdge = Edge()
  private final var secondEdge = Edge()
  private final var moreEdges: [Edge] = []
  final private(set) var edgeCount = 0

  /// Sizes and dtype of each tensor that this node computed: what a gradient for it must look like.
  private final var firstMetadata = OutputMetadata()
  private final var moreMetadata: [OutputMetadata] = []
  final private(set) var outputCount = 0

  /// What only some nodes have: hooks, gradients to retain, where they were recorded.
  final var extras: NodeExtras?

  /// What the engine knows of this node during one backward pass.
  final var task = TaskState()

  init(name: String, sequence: UInt64 = Node.nextSequence()) {
    self.name = name
    self.sequence = sequence
    if gb_detects_anomaly() { noteForwardCall() }
  }

  private static let counter = Atomic<UInt64>(0)

  @inline(__always)
  static func nextSequence() -> UInt64 { counter.wrappingAdd(1, ordering: .relaxed).oldValue }

  /// From the gradients of the outputs, those of the inputs, one an edge. A nil is a gradient of zeros.
  func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    fail("internal: \(name) computes no gradient")
  }

  /// Forgets the saved tensors: after a backward pass that need not be repeated.
  func releaseSaved() {}

  /// Takes out all that this node keeps alive, so that a deep graph is released in a loop and not by recursion.
  func takeContents() -> NodeContents {
    var contents = NodeContents(firstEdge, secondEdge, moreEdges)
    dropEdges()
    if let extras = extras.take() { contents.saved.append(extras) }
    return contents
  }

  /// Releases what `takeContents` takes out, at once.
  func dropContents() { _ = takeContents() }

  @inline(__always)
  final func dropEdges() {
    firstEdge = Edge()
    secondEdge = Edge()
    if edgeCount > 2 { moreEdges = [] }
  }

  deinit { GraphRelease.release(self) }
}

/// Where a gradient goes: to an output of a node.
struct Edge {
  var node: Node?
  var outputNumber = 0
  /// The leaf whose gradient the node accumulates: the node does not own it, the graph does.
  var leaf: Tensor?
}

/// What a gradient must look like to be taken by a node.
struct OutputMetadata {
  var sizes = Dimensions()
  var dtype = DType.float32
}

extension Node {
  @inline(__always)
  final func addEdge(_ edge: consuming Edge) {
    switch edgeCount {
    case 0: firstEdge = edge
    case 1: secondEdge = edge
    default: moreEdges.append(edge)
    }
    edgeCount += 1
  }

  @inline(__always)
  final func edge(_ i: Int) -> Edge {
    switch i {
    case 0: firstEdge
    case 1: secondEdge
    default: moreEdges[i - 2]
    }
  }

  /// The node that edge `i` leads to.
  @inline(__always)
  final func next(_ i: Int) -> Node? {
    switch i {
    case 0: firstEdge.node
    case 1: secondEdge.node
    default: moreEdges[i - 2].node
    }
  }

  /// Which output of that node edge `i` leads to.
  @inline(__always)
  final func nextOutput(_ i: Int) -> Int {
    switch i {
    case 0: firstEdge.outputNumber
    case 1: secondEdge.outputNumber
    default: moreEdges[i - 2].outputNumber
    }
  }

  /// Whether input `i` wants a gradient.
  @inline(__always)
  final func needs(_ i: Int) -> Bool {
    switch i {
    case 0: firstEdge.node != nil
    case 1: secondEdge.node != nil
    default: moreEdges[i - 2].node != nil
    }
  }

  @discardableResult
  final func addOutput(_ metadata: OutputMetadata) -> Int {
    if outputCount == 0 { firstMetadata = metadata } else { moreMetadata.append(metadata) }
    outputCount += 1
    return outputCount - 1
  }

  @inline(__always)
  final func metadata(_ i: Int) -> OutputMetadata { i == 0 ? firstMetadata : moreMetadata[i - 1] }

  /// The nodes that this node's gradients go to, one an input of the operator; nil where the input requires no grad.
  /// PyTorch's `next_functions`.
  public final var nextFunctions: [(node: Node, outputNumber: Int)?] {
    (0..<edgeCount).map { i in
      let edge = edge(i)
      return edge.node.map { ($0, edge.outputNumber) }
    }
  }

  /// How messages call the operator: `ExpBackward0` is `Exp`, `PowBackward1` is `Pow1`, a user's `SquareBackward` is `Square`.
  final var operatorName: String {
    let digits = name.reversed().prefix { $0.isNumber }.count
    let stem = name.dropLast(digits)
    guard stem.hasSuffix("Backward") else { return name }
    let suffix = name.suffix(digits)
    return String(stem.dropLast("Backward".count)) + (suffix == "0" ? "" : suffix)
  }
}

/// A short list of gradients, the first two in place.
struct Gradients {
  private var first: Tensor?
  private var second: Tensor?
  private var more: [Tensor?]
  private(set) var count: Int

  @inline(__always)
  init(_ first: Tensor?) {
    self.first = first
    second = nil
    more = []
    count = 1
  }

  @inline(__always)
  init(_ first: Tensor?, _ second: Tensor?) {
    self.first = first
    self.second = second
    more = []
    count = 2
  }

  init(count: Int) {
    first = nil
    second = nil
    more = count > 2 ? Array(repeating: nil, count: count - 2) : []
    self.count = count
  }

  init(_ list: [Tensor?]) {
    self.init(count: list.count)
    for (i, gradient) in list.enumerated() { self[i] = gradient }
  }

  @inline(__always)
  subscript(i: Int) -> Tensor? {
    get {
      switch i {
      case 0: first
      case 1: second
      default: more[i - 2]
      }
    }
    set {
      switch i {
      case 0: first = newValue
      case 1: second = newValue
      default: more[i - 2] = newValue
      }
    }
  }

  /// Hands a gradient out without keeping it, so that whoever gets it may be its only owner.
  @inline(__always)
  mutating func take(_ i: Int) -> Tensor? {
    switch i {
    case 0:
      let taken = first.take()
      return taken
    case 1:
      let taken = second.take()
      return taken
    default:
      let taken = more[i - 2]
      more[i - 2] = nil
      return taken
    }
  }

  var list: [Tensor?] { (0..<count).map { self[$0] } }

  var isEmpty: Bool {
    if first != nil || second != nil { return false }
    return more.allSatisfy { $0 == nil }
  }
}
