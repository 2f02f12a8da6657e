/// What a node keeps for its backward, to be looked at and not used: for figures of a graph.
package struct SavedState {
  /// Nil where it was freed, or a hook packed it.
  package let tensor: Tensor?
  /// The tensor's version when it was saved: another one now makes `backward()` refuse.
  package let version: Int
  /// Whether the node's operator computed it; else it is an input.
  package let isOutput: Bool
  /// Whether a backward pass freed it.
  package let isFreed: Bool
}

extension Node {
  /// All that this node saved, in its own order.
  package final var savedStates: [SavedState] {
    switch self {
    case let node as OperatorNode: [node.saved0.state, node.saved1.state, node.saved2.state].compactMap { $0 }
    case let node as VariadicNode: node.saved.states
    case let node as FunctionNode: node.context.saved.states
    default: []
    }
  }

  /// The leaf that edge `i` ends in, where it ends in one.
  package final func leaf(_ i: Int) -> Tensor? { edge(i).leaf }
}
