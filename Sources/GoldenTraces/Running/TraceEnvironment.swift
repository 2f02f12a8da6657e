import Autograd
import NN
import Optim

/// What a step gives or takes: a tensor, a module, an optimizer, or a plain value.
public enum TraceValue {
  case tensor(Tensor)
  case module(TracedModule)
  case optimizer(Optimizer)
  /// Python's None, a bool, a number, a text.
  case plain(JSON)
}

/// What a trace has named so far, and the grad modes it is in.
public final class TraceEnvironment {
  /// By name.
  public var values: [String: TraceValue] = [:]
  /// The modes to go back to, one for each `enter_grad_mode` that has not been left.
  public var outerGradModes: [Bool] = []

  /// Nothing is named yet.
  public init() {}
}
