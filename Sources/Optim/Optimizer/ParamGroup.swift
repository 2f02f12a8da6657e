import Autograd

/// Parameters that are optimized with the same options: an entry of PyTorch's `param_groups`.
///
///     let optimizer = SGD([ParamGroup(backbone), ParamGroup(head, ["lr": 1e-2])], lr: 1e-4)
///     optimizer.paramGroups[1].lr = 1e-3
public struct ParamGroup {
  /// The tensors to optimize: leaves that require grad.
  public fileprivate(set) var params: [Tensor]
  /// `lr`, `momentum`, … under PyTorch's names. What a group does not say the optimizer's defaults fill in when the group is added.
  public var options: NamedValues

  /// A group of parameters, with the options in which it differs from the optimizer's defaults.
  public init(_ params: [Tensor], _ options: NamedValues = [:]) {
    self.params = params
    self.options = options
  }

  /// A group whose parameters have names, as of `namedParameters()`; they are kept under `param_names`.
  public init(named params: [(String, Tensor)], _ options: NamedValues = [:]) {
    self.init(params.map { $0.1 }, options)
    self.options["param_names"] = .list(params.map { .string($0.0) })
  }

  /// An option by PyTorch's name; nil where there is none.
  public subscript(name: String) -> OptimizerValue? {
    get { options[name] }
    set { options[name] = newValue }
  }

  /// The learning rate. Where it is kept as a tensor, setting it writes into that tensor.
  ///
  /// - Precondition: The group has one, as all have that were added to an optimizer.
  public var lr: Double {
    get { number("lr") }
    set { set("lr", newValue) }
  }
}

/// What an optimizer can be made of: tensors, which form one group, or parameter groups.
public protocol Optimizable {
  /// Joins the groups that were made of those before.
  func join(_ groups: inout [ParamGroup])
}

extension ParamGroup: Optimizable {
  /// Becomes the next group.
  public func join(_ groups: inout [ParamGroup]) { groups.append(self) }
}

extension Tensor: Optimizable {
  /// Comes last in the one group there is.
  public func join(_ groups: inout [ParamGroup]) {
    if groups.isEmpty { groups.append(ParamGroup([])) }
    groups[0].params.append(self)
  }
}

extension Array where Element: Optimizable {
  /// The groups that an optimizer is to begin with.
  var paramGroups: [ParamGroup] {
    var groups: [ParamGroup] = []
    for element in self { element.join(&groups) }
    return groups
  }
}

extension ParamGroup {
  /// An option that is a number.
  func number(_ name: String) -> Double {
    guard let value = options[name]?.double else { fail("the parameter group's option '\(name)' is \(shown(name)), not a number") }
    return value
  }

  /// An option that is a whole number.
  func integer(_ name: String) -> Int {
    guard let value = options[name]?.int else { fail("the parameter group's option '\(name)' is \(shown(name)), not a whole number") }
    return value
  }

  /// An option that is a truth.
  func flag(_ name: String) -> Bool {
    guard let value = options[name]?.bool else { fail("the parameter group's option '\(name)' is \(shown(name)), not a bool") }
    return value
  }

  /// An option that is two numbers.
  func pair(_ name: String) -> (Double, Double) {
    guard let members = options[name]?.members, members.count == 2, let first = members[0].double, let second = members[1].double else {
      fail("the parameter group's option '\(name)' is \(shown(name)), not a pair of numbers")
    }
    return (first, second)
  }

  /// An option that is a text or is not given.
  func text(_ name: String) -> String? { options[name]?.string }

  private func shown(_ name: String) -> String { options[name].map { "\($0)" } ?? "missing" }

  /// Sets a number, in the tensor where it is kept as one.
  mutating func set(_ name: String, _ value: Double) {
    if let tensor = options[name]?.tensor {
      noGrad { tensor.fill_(value) }
    } else {
      options[name] = .double(value)
    }
  }
}

extension ParamGroup {
  /// The parameters that have a gradient, and that gradient with the sign by which the parameter is to go down.
  func gradients(maximize: Bool) -> [(parameter: Tensor, gradient: Tensor)] {
    params.compactMap { parameter in
      parameter.grad.map { (parameter, maximize ? $0.neg() : $0) }
    }
  }
}

extension ParamGroup {
  /// Refuses the option `capturable`, which is for devices that record a step and play it again.
  func refuseCapturable(naming tensors: String = "params and state_steps", hasXLA: Bool = true) {
    if options["capturable"]?.bool != true || !params.contains(where: { $0.grad != nil }) { return }
    let devices = "['cuda', 'xpu', 'hpu', 'privateuseone'" + (hasXLA ? ", 'xla']" : "]")
    fail("If capturable=True, \(tensors) must be on supported devices: \(devices).")
  }

  /// Refuses `foreach`, whose operators have no derivatives, in steps that are differentiated.
  func refuseDifferentiableForeach() {
    if options["foreach"]?.bool == true && options["differentiable"]?.bool == true { fail("_foreach ops don't support autograd") }
  }
}
