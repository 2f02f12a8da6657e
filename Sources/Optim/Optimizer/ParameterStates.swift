import Autograd

/// What an optimizer keeps for each parameter, found by the tensor itself: PyTorch's `optimizer.state`.
///
///     optimizer.state[weight]["exp_avg"]?.tensor
public struct ParameterStates: Sequence {
  private var places: [ObjectIdentifier: Int] = [:]
  private var entries: [(parameter: Tensor, values: NamedValues)] = []

  init() {}

  /// How many parameters something is kept for.
  public var count: Int { entries.count }

  /// What is kept for a parameter; nothing before its first step.
  public subscript(parameter: Tensor) -> NamedValues {
    get { places[ObjectIdentifier(parameter)].map { entries[$0].values } ?? NamedValues() }
    set {
      if let place = places[ObjectIdentifier(parameter)] {
        entries[place].values = newValue
      } else {
        places[ObjectIdentifier(parameter)] = entries.count
        entries.append((parameter, newValue))
      }
    }
  }

  /// Walks the parameters in the order in which the first step reached them.
  public func makeIterator() -> IndexingIterator<[(parameter: Tensor, values: NamedValues)]> { entries.makeIterator() }
}

extension NamedValues {
  /// A tensor that a step needs.
  func needed(_ name: String) -> Tensor {
    guard let tensor = self[name]?.tensor else {
      fail("the optimizer's state of a parameter has no tensor '\(name)': an option that needs it was switched on after the first step")
    }
    return tensor
  }
}
