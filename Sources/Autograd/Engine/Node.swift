import CThreadState

/// A step of a recorded graph: what an operator's backward needs, and where its gradients go. PyTorch's `torch.autograd.graph.Node`.
///
/// Edges lead from an output to what it was computed from. The first two are held in place: most operators have no more.
public class Node {
  /// PyTorch's name of it: `MulBackward0`.
  public final internal(set) var name: String
  /// Grows with every node that a thread records; the engine runs the youngest ready node first.
  final let sequence: UInt64

  private final var first: HeldEdge
  private final var second: HeldEdge
  final private(set) var edgeCount: Int

  /// Sizes and dtype of the tensor that this node computed, of the first of several: what a gradient for it must look like. Apart, because
  /// a copy of the two together is done in pieces that wait for each other.
  private final var firstSizes = Dimensions()
  private final var firstDType = DType.float32
  final private(set) var outputCount = 0

  /// The edges after the second and the outputs after the first.
  private final var more = Reference<MoreConnections>()
  private final var extrasReference = Reference<NodeExtras>()

  /// What the engine knows of this node during one backward pass.
  final var task = TaskState()

  /// A node with the edges given, and no outputs; more of both can be added.
  @inline(__always)
  init(
    name: String, sequence: UInt64 = gb_next_sequence(), edgeCount: Int = 0, first: consuming HeldEdge = HeldEdge(),
    second: consuming HeldEdge = HeldEdge()
  ) {
    self.name = name
    self.sequence = sequence
    self.edgeCount = edgeCount
    self.first = first
    self.second = second
    if gb_detects_anomaly() { noteForwardCall() }
  }

  /// From the gradients of the outputs, those of the inputs, one an edge. A nil is a gradient of zeros.
  func apply(_ gradients: consuming Gradients) throws(AutogradError) -> Gradients {
    fail("internal: \(name) computes no gradient")
  }

  /// Forgets the saved tensors: after a backward pass that need not be repeated.
  func releaseSaved() {}

  /// Takes out all that this node keeps alive, so that a deep graph is released in a loop and not by recursion.
  func takeContents() -> NodeContents {
    var contents = NodeContents((0..<edgeCount).map { edge($0) })
    if let extras { contents.saved.append(extras) }
    dropConnections()
    return contents
  }

  /// Releases what `takeContents` takes out, at once.
  func dropContents() { _ = takeContents() }

  /// Gives up the edges and what only some nodes have.
  @inline(__always)
  final func dropConnections() {
    first.drop()
    second.drop()
    more.drop()
    extrasReference.drop()
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
  let sizes: Dimensions
  let dtype: DType
}

/// An edge as a node holds it.
struct HeldEdge: ~Copyable {
  fileprivate var node: Reference<Node>
  fileprivate var leaf: Reference<Tensor>
  fileprivate var outputNumber: Int

  @inline(__always)
  init() {
    node = Reference()
    leaf = Reference()
    outputNumber = 0
  }

  /// Where the gradient of an input goes.
  @inline(__always)
  init(to input: Tensor) { self.init(input.gradientEdge) }

  @inline(__always)
  fileprivate init(_ edge: consuming Edge) {
    node = Reference(edge.node)
    leaf = Reference(edge.leaf)
    outputNumber = edge.outputNumber
  }

  @inline(__always)
  fileprivate mutating func drop() {
    node.drop()
    leaf.drop()
  }
}

/// What few nodes have so many of.
private final class MoreConnections {
  var edges: [Edge] = []
  var metadata: [OutputMetadata] = []
}

extension Node {
  /// What only some nodes have: hooks, gradients to retain, where they were recorded.
  @inline(__always)
  final var extras: NodeExtras? {
    get { extrasReference.object }
    set { extrasReference.object = newValue }
  }

  /// What the node has of edges and outputs beyond those in place.
  private final var materializedMore: MoreConnections {
    if let more = more.object { return more }
    let fresh = MoreConnections()
    more.object = fresh
    return fresh
  }

  /// An edge that the gradient of an input takes; nowhere if it requires none.
  @inline(__always)
  final func addEdge(to input: Tensor) { addEdge(input.gradientEdge) }

  @inline(__always)
  final func addEdge(_ edge: consuming Edge) {
    switch edgeCount {
    case 0: first = HeldEdge(edge)
    case 1: second = HeldEdge(edge)
    default: addToMore(edge)
    }
    edgeCount += 1
  }

  @inline(never)
  private final func addToMore(_ edge: consuming Edge) { materializedMore.edges.append(edge) }

  final func edge(_ i: Int) -> Edge {
    switch i {
    case 0: Edge(node: first.node.object, outputNumber: first.outputNumber, leaf: first.leaf.object)
    case 1: Edge(node: second.node.object, outputNumber: second.outputNumber, leaf: second.leaf.object)
    default: more.object!.edges[i - 2]
    }
  }

  /// The node that edge `i` leads to; it is there as long as this node is.
  @inline(__always)
  final func next(_ i: Int) -> Unmanaged<Node>? {
    switch i {
    case 0: first.node.borrowed
    case 1: second.node.borrowed
    default: more.object!.edges[i - 2].node.map(Unmanaged.passUnretained)
    }
  }

  /// Which output of that node edge `i` leads to.
  @inline(__always)
  final func nextOutput(_ i: Int) -> Int {
    switch i {
    case 0: first.outputNumber
    case 1: second.outputNumber
    default: more.object!.edges[i - 2].outputNumber
    }
  }

  /// The sizes of the tensor that edge `i` leads to, as its node knows them.
  @inline(__always)
  final func nextSizes(_ i: Int) -> Dimensions? {
    next(i)?._withUnsafeGuaranteedRef { $0.outputSizes(nextOutput(i)) }
  }

  /// Whether input `i` wants a gradient.
  @inline(__always)
  final func needs(_ i: Int) -> Bool {
    switch i {
    case 0: !first.node.isAbsent
    case 1: !second.node.isAbsent
    default: more.object!.edges[i - 2].node != nil
    }
  }

  @inline(__always)
  @discardableResult
  final func addOutput(like tensor: Tensor) -> Int {
    if outputCount == 0 {
      firstSizes = tensor.sizes
      firstDType = tensor.dtype
    } else {
      addToMore(tensor)
    }
    outputCount += 1
    return outputCount - 1
  }

  @inline(never)
  private final func addToMore(_ output: Tensor) {
    materializedMore.metadata.append(OutputMetadata(sizes: output.sizes, dtype: output.dtype))
  }

  /// Whether a gradient looks as output `output` needs it.
  @inline(__always)
  final func accepts(_ gradient: Tensor, at output: Int) -> Bool {
    if output != 0 {
      let metadata = metadata(output)
      return gradient.sizes == metadata.sizes && gradient.dtype == metadata.dtype
    }
    return gradient.sizes == firstSizes && gradient.dtype == firstDType
  }

  final func metadata(_ i: Int) -> OutputMetadata {
    i == 0 ? OutputMetadata(sizes: firstSizes, dtype: firstDType) : more.object!.metadata[i - 1]
  }

  /// The sizes of the tensor that this node computed.
  @inline(__always)
  final func outputSizes(_ i: Int) -> Dimensions { i == 0 ? firstSizes : more.object!.metadata[i - 1].sizes }

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
