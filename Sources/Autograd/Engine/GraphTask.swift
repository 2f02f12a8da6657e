import CThreadState
import Synchronization

/// What one backward pass knows of a node: how many gradients are still to come, and the sum of those that came.
struct TaskState: ~Copyable {
  /// The pass that this state belongs to; 0 for none.
  var epoch: UInt64 = 0
  var pending = 0
  var gradients = Gradients(count: 1)
  /// The next in a list of nodes, all of which the pass keeps alive.
  var link: Unmanaged<Node>?
  /// Whether the node is to be run; all are, unless the pass looks for the gradients of certain tensors only.
  var isNeeded = true
  /// Whether a gradient is asked for as it enters this node.
  var isCaptured = false

  /// Hands out the gradients that came.
  @inline(__always)
  mutating func takeGradients() -> Gradients {
    var taken = Gradients(count: 1)
    swap(&taken, &gradients)
    return taken
  }
}

/// Where a pass begins: an output's place in the graph, and the gradient with respect to it.
struct Root {
  let node: Node
  let outputNumber: Int
  let gradient: Tensor
}

/// One backward pass over a graph.
///
/// Its knowledge of a node lies in the node itself, so that a pass needs no table. That is one pass's at a time: a pass that begins while
/// another runs (in a hook, or on another thread) keeps a table instead.
struct GraphTask: ~Copyable {
  private static let ownsNodes = Atomic<Bool>(false)
  // Right because only the pass that owns the nodes touches it, and there is one at a time.
  private nonisolated(unsafe) static var ownersEpoch: UInt64 = 0
  /// Of the passes that do not own the nodes; apart from the others' by its highest bit.
  private static let otherEpochs = Atomic<UInt64>(1 << 63)

  let epoch: UInt64
  private var table: [ObjectIdentifier: TableEntry] = [:]
  private var ready = ReadyQueue()
  /// Where gradients are wanted; nil means in every leaf.
  var captures: [Capture]?

  private let usesNodes: Bool
  let keepsGraph: Bool
  private let detectsAnomaly = gb_detects_anomaly()
  /// Whether what is captured is to be kept in `grad` (`backward(inputs:)`); else it is handed to the caller and not accumulated.
  let accumulatesCaptures: Bool

  /// A gradient asked for by `grad(outputs:inputs:)`: taken as it is about to enter its node.
  struct Capture {
    let node: Node
    let outputNumber: Int
    var gradient: Tensor?
  }

  init(keepsGraph: Bool, captures: [Capture]?, accumulatesCaptures: Bool) {
    usesNodes = Self.ownsNodes.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    if usesNodes {
      Self.ownersEpoch += 1
      epoch = Self.ownersEpoch
    } else {
      epoch = Self.otherEpochs.wrappingAdd(1, ordering: .relaxed).newValue
    }
    self.keepsGraph = keepsGraph
    self.captures = captures
    self.accumulatesCaptures = accumulatesCaptures
  }

  deinit {
    if usesNodes { Self.ownsNodes.store(false, ordering: .releasing) }
  }

  /// The gradient 1 of a single number, where most passes begin. The tensor of the last pass serves again, if nobody kept it.
  func unitGradient(_ dtype: DType) -> Tensor {
    if !usesNodes || gb_inference() { return Tensor(single: 1, dtype) }
    if let last = Self.reusableUnit(dtype) {
      last.store(1)
      return last
    }
    let unit = Tensor(single: 1, dtype)
    Self.lastUnit.object = unit
    return unit
  }

  // Right for the reason above.
  private nonisolated(unsafe) static var lastUnit = Reference<Tensor>()

  /// The last one, if it is as it was made, whatever hooks did with it, and no one else's.
  private static func reusableUnit(_ dtype: DType) -> Tensor? {
    guard lastUnit.isUnique, let unit = lastUnit.object, unit.dtype == dtype, unit.isUntouchedNumber else { return nil }
    return unit
  }

  // MARK: State

  /// What a pass that does not own the nodes knows of one.
  private final class TableEntry {
    var state: TaskState

    init(_ state: consuming TaskState) { self.state = state }
  }

  /// Whether the pass comes to the node.
  private func reaches(_ node: Node) -> Bool { usesNodes ? node.task.epoch == epoch : table[ObjectIdentifier(node)] != nil }

  /// Reads or writes what the pass knows of a node that it comes to.
  @inline(__always)
  private func update<Result: ~Copyable>(_ node: Node, _ body: (inout TaskState) throws(AutogradError) -> Result) throws(AutogradError)
    -> Result
  {
    if usesNodes { return try body(&node.task) }
    return try body(&table[ObjectIdentifier(node)].unsafelyUnwrapped.state)
  }

  /// The same, where nothing is thrown.
  @inline(__always)
  private func withState<Result>(of node: Node, _ body: (inout TaskState) -> Result) -> Result {
    if usesNodes { return body(&node.task) }
    return body(&table[ObjectIdentifier(node)].unsafelyUnwrapped.state)
  }

  /// Whether the node was new to this pass.
  private mutating func enter(_ node: Node) -> Bool {
    if reaches(node) { return false }
    let state = TaskState(epoch: epoch, gradients: Gradients(count: node.outputCount))
    if usesNodes { node.task = state } else { table[ObjectIdentifier(node)] = TableEntry(state) }
    return true
  }

  // MARK: The pass

  mutating func run(from roots: [Root]) throws(AutogradError) {
    guard let first = roots.first else { return }
    try run(from: first.node, first.outputNumber, gradient: first.gradient, more: roots.dropFirst())
  }

  /// - Parameters:
  ///   - first: Where the pass begins, and with which gradient of the node's output.
  ///   - more: The roots after the first, most often none.
  mutating func run(
    from first: Node, _ output: Int, gradient: consuming Tensor, more: ArraySlice<Root> = []
  ) throws(AutogradError) {
    let outer = gb_backward_pass()
    gb_set_backward_pass(epoch)
    defer { gb_set_backward_pass(outer) }
    countDependencies(of: first)
    for root in more { countDependencies(of: root.node) }
    if captures != nil { markNeeded([first] + more.map(\.node)) }
    do throws(AutogradError) {
      try begin(at: first, output, gradient)
      for root in more { try begin(at: root.node, root.outputNumber, root.gradient) }
      start(first)
      for root in more { start(root.node) }
      while let node = ready.pop() {
        try node.borrow { node throws(AutogradError) in
          if detectsAnomaly { try executeWatched(node) } else { try execute(node) }
        }
      }
    } catch {
      forget([first] + more.map(\.node))
      throw error
    }
  }

  private mutating func begin(at node: Node, _ output: Int, _ gradient: consuming Tensor) throws(AutogradError) {
    try deliver(Self.validated(gradient, for: node, output, from: "torch::autograd::GraphRoot", at: 0), to: node, output)
  }

  /// Lets a root run that waits for nobody; it may be there twice.
  private mutating func start(_ node: Node) {
    let isReady = withState(of: node) { state in
      if state.pending != 0 { return false }
      state.pending = -1
      return true
    }
    if isReady { ready.push(Unmanaged.passUnretained(node)) }
  }

  /// Counts how many gradients each node at or below this one will get.
  private mutating func countDependencies(of root: Node) {
    if !enter(root) { return }
    if !usesNodes { return countDependenciesInTable(of: root) }
    // A list through the nodes themselves: no memory is asked for.
    var stack: Unmanaged<Node>? = Unmanaged.passUnretained(root)
    while let top = stack {
      top._withUnsafeGuaranteedRef { node in
        stack = node.task.link
        for i in 0..<node.edgeCount {
          guard let edge = node.next(i) else { continue }
          edge._withUnsafeGuaranteedRef { next in
            if next.task.epoch != epoch {
              next.task = TaskState(epoch: epoch, gradients: Gradients(count: next.outputCount))
              next.task.link = stack
              stack = edge
            }
            next.task.pending += 1
          }
        }
      }
    }
  }

  private mutating func countDependenciesInTable(of root: Node) {
    var stack = [root]
    while let node = stack.popLast() {
      for i in 0..<node.edgeCount {
        guard let next = node.edge(i).node else { continue }
        if enter(next) { stack.append(next) }
        withState(of: next) { $0.pending += 1 }
      }
    }
  }

  /// Finds the nodes from which a captured one is reached: no other is run, and what only waits for its own gradient is not either.
  private mutating func markNeeded(_ roots: [Node]) {
    let targets = Set(captures!.map { ObjectIdentifier($0.node) })
    /// Whether a target is at or below a node.
    var leads: [ObjectIdentifier: Bool] = [:]
    var stack: [(node: Node, next: Int, isNeeded: Bool)] = []
    for root in roots {
      if leads[ObjectIdentifier(root)] != nil { continue }
      stack.append((root, 0, false))
      leads[ObjectIdentifier(root)] = false
      while let top = stack.last {
        let last = stack.count - 1
        if top.next < top.node.edgeCount {
          guard let next = top.node.edge(top.next).node else {
            stack[last].next += 1
            continue
          }
          if let leadsThere = leads[ObjectIdentifier(next)] {
            stack[last].next += 1
            if leadsThere { stack[last].isNeeded = true }
          } else {
            // It is asked again when the way below it is known.
            leads[ObjectIdentifier(next)] = false
            stack.append((next, 0, false))
          }
          continue
        }
        let isCaptured = targets.contains(ObjectIdentifier(top.node))
        leads[ObjectIdentifier(top.node)] = isCaptured || top.isNeeded
        mark(top.node, isNeeded: top.isNeeded || (isCaptured && accumulatesCaptures), isCaptured: isCaptured)
        stack.removeLast()
      }
    }
  }

  private func mark(_ node: Node, isNeeded: Bool, isCaptured: Bool) {
    withState(of: node) { state in
      state.isNeeded = isNeeded
      state.isCaptured = isCaptured
    }
  }

  /// Whether the pass has anything to do at a node.
  private func concerns(_ node: Node) -> Bool {
    if captures == nil { return true }
    return reaches(node) && withState(of: node) { $0.isNeeded || $0.isCaptured }
  }

  /// Adds a gradient to what the node got so far.
  private func deliver(_ gradient: consuming Tensor, to node: Node, _ outputNumber: Int) throws(AutogradError) {
    var arriving: Tensor? = gradient
    try update(node) { state throws(AutogradError) in
      guard var sum = state.gradients.take(outputNumber) else {
        state.gradients[outputNumber] = arriving.take()
        return
      }
      let isMine = isKnownUniquelyReferenced(&sum) && sum.ownsStorageAlone
      if !GradMode.isEnabled && isMine && sum.isNonOverlappingAndDense && sum.sizes == arriving!.sizes {
        sum.addWithoutGraph(arriving!)
      } else {
        sum = sum.add(arriving!)
      }
      state.gradients[outputNumber] = sum
    }
  }

  private mutating func execute(_ node: Node) throws(AutogradError) {
    if usesNodes && captures == nil && node.extras == nil && !detectsAnomaly { return try executePlain(node) }
    try executeWithHooks(node)
  }

  /// The everyday case: nothing is captured, and nobody looks on.
  private mutating func executePlain(_ node: Node) throws(AutogradError) {
    // Handed over, so that what arrives at a leaf may have no other owner.
    var results = try node.apply(node.task.takeGradients())
    let count = node.edgeCount
    if results.count != count { throw Self.wrongCount(results.count, of: node) }
    if !keepsGraph { node.releaseSaved() }
    for i in 0..<count {
      guard let edge = node.next(i) else { continue }
      try edge.borrow { next throws(AutogradError) in
        let output = node.nextOutput(i)
        let isFirst = next.task.gradients.isAbsent(output)
        if isFirst, results.isAccepted(i, by: next, at: output) {
          next.task.gradients.move(i, of: &results, to: output)
        } else if let gradient = results.take(i) {
          try deliver(Self.validated(gradient, for: next, output, from: node.name, at: i), to: next, output)
        }
        next.task.pending -= 1
        if next.task.pending == 0 { ready.push(edge) }
      }
    }
  }

  private static func wrongCount(_ count: Int, of node: Node) -> AutogradError {
    AutogradError("Function \(node.name) returned an invalid number of input gradients - got \(count), but expected \(node.edgeCount)")
  }

  private mutating func executeWithHooks(_ node: Node) throws(AutogradError) {
    var gradients = try update(node) { state throws(AutogradError) in state.takeGradients() }
    if captures != nil {
      let isNeeded = withState(of: node) { $0.isNeeded }
      if !isNeeded { try node.extras?.callTensorHooks(&gradients) }
      if !accumulatesCaptures {
        for i in captures!.indices where captures![i].node === node {
          captures![i].gradient = gradients[captures![i].outputNumber]
        }
      }
      if !isNeeded { return }
    }
    var gradOutputs: [Tensor?] = []
    if let extras = node.extras {
      try extras.callTensorHooks(&gradients)
      try extras.callPreHooks(&gradients)
      if extras.hooksIfAny != nil { gradOutputs = gradients.list }
    }
    var results = try node.apply(gradients)
    if results.count != node.edgeCount { throw Self.wrongCount(results.count, of: node) }
    if detectsAnomaly && gb_checks_nan() { try AnomalyMode.refuseNaN(in: results, of: node) }
    if let extras = node.extras { try extras.callHooks(&results, gradOutputs: gradOutputs) }
    for i in 0..<node.edgeCount {
      guard let next = node.edge(i).node, concerns(next) else { continue }
      if let gradient = results.take(i) {
        let output = node.nextOutput(i)
        try deliver(Self.validated(gradient, for: next, output, from: node.name, at: i), to: next, output)
      }
    }
    if !keepsGraph { node.releaseSaved() }
    for i in 0..<node.edgeCount {
      guard let next = node.edge(i).node else { continue }
      let isReady = withState(of: next) { state in
        state.pending -= 1
        return state.pending == 0 && (state.isNeeded || state.isCaptured)
      }
      if isReady { ready.push(Unmanaged.passUnretained(next)) }
    }
  }

  /// In anomaly mode an error tells where the node's operator was called, and nodes that are recorded now know this one.
  private mutating func executeWatched(_ node: Node) throws(AutogradError) {
    let outer = gb_backward_node()
    gb_set_backward_node(Unmanaged.passUnretained(node).toOpaque())
    defer { gb_set_backward_node(outer) }
    do throws(AutogradError) {
      try execute(node)
    } catch {
      throw AnomalyMode.report(error, of: node)
    }
  }

  /// The gradient as the node takes it: summed where the input was broadcast, converted to its dtype.
  @inline(__always)
  private static func validated(
    _ gradient: consuming Tensor, for node: Node, _ output: Int, from name: @autoclosure () -> String, at index: Int
  ) throws(AutogradError) -> Tensor {
    if node.accepts(gradient, at: output) { return gradient }
    return try converted(gradient, to: node.metadata(output), from: name(), at: index)
  }

  private static func converted(
    _ gradient: consuming Tensor, to metadata: OutputMetadata, from name: String, at index: Int
  ) throws(AutogradError) -> Tensor {
    var result = gradient
    if result.sizes != metadata.sizes {
      guard Tensor.canExpand(metadata.sizes, to: result.sizes) else {
        throw AutogradError(
          "Function \(name) returned an invalid gradient at index \(index) - got \(result.sizes) but expected shape compatible with "
            + "\(metadata.sizes)")
      }
      result = result.sum(toSize: metadata.sizes)
    }
    if result.dtype != metadata.dtype { result = result.to(metadata.dtype) }
    return result
  }

  /// Drops the gradients that a failed pass left in nodes.
  private mutating func forget(_ roots: [Node]) {
    guard usesNodes else { return }
    var stack = roots
    while let node = stack.popLast() {
      if node.task.epoch != epoch { continue }
      node.task = TaskState()
      for i in 0..<node.edgeCount {
        if let next = node.edge(i).node { stack.append(next) }
      }
    }
  }
}
