import Autograd

/// All that an optimizer needs to go on exactly where it stopped: what PyTorch's `optimizer.state_dict()` gives, key by key.
///
/// A `.pt` file holds it as `{'state': {0: {'step': …, 'exp_avg': …}, 1: …}, 'param_groups': [{'lr': …, 'params': [0, 1]}]}`.
public struct OptimizerState {
  /// What is kept for each parameter, by its number: `step`, `exp_avg`, `momentum_buffer`, … Parameters that no step has reached are
  /// missing. (Of LBFGS, number 0 holds everything.)
  public var state: [Int: NamedValues]
  /// The groups, in order.
  public var paramGroups: [Group]

  /// A parameter group in which numbers stand for the parameters.
  public struct Group {
    /// `lr`, `momentum`, …, and what schedulers left there (`initial_lr`): every key but `params`, in order.
    public var options: NamedValues
    /// The numbers of the group's parameters: counted on through all groups, unless a file says otherwise.
    public var params: [Int]

    /// A group.
    public init(options: NamedValues, params: [Int]) {
      self.options = options
      self.params = params
    }
  }

  /// A state.
  public init(state: [Int: NamedValues], paramGroups: [Group]) {
    self.state = state
    self.paramGroups = paramGroups
  }
}
