import Autograd

extension Optimizer {
  /// Adds parameters, for example a layer that was frozen so far: PyTorch's `add_param_group`. The defaults fill in what the group's
  /// options don't say.
  ///
  /// - Precondition: The tensors are leaves (or retain their gradient), are in no other group, and have names if the other groups' have.
  public final func addParamGroup(_ group: ParamGroup, file: StaticString = #filePath, line: UInt = #line) {
    let site = CallSite(file, line)
    for parameter in group.params where !isDifferentiable && !parameter.isLeaf && !parameter.retainsGrad {
      fail("can't optimize a non-leaf Tensor", at: site)
    }
    var group = group
    for (name, value) in defaults where group[name] == nil { group[name] = value }
    let parameters = Set(group.params.map(ObjectIdentifier.init))
    if parameters.count != group.params.count {
      Warning.say(
        "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; see "
          + "github.com/pytorch/pytorch/issues/40967 for more information", at: site)
    }
    let isNamed = group["param_names"] != nil
    for other in paramGroups where (other["param_names"] != nil) != isNamed {
      fail(
        "all optimizer param groups should be with/without names. cannot add param group \(isNamed ? "with" : "without") names to the "
          + "optimizer", at: site)
    }
    for other in paramGroups where other.params.contains(where: { parameters.contains(ObjectIdentifier($0)) }) {
      fail("some parameters appear in more than one parameter group", at: site)
    }
    paramGroups.append(group)
  }
}

/// Checks of what an optimizer is made with.
extension Optimizer {
  /// Refuses a number that must not be negative, NaN included.
  static func refuseNegative(_ value: Double, _ text: String, at site: CallSite) {
    if !(value >= 0) { fail("\(text): \(value)", at: site) }
  }

  /// Refuses rates of decay outside of [0, 1).
  static func refuseBetas(_ betas: (Double, Double), at site: CallSite) {
    for (i, beta) in [betas.0, betas.1].enumerated() where !(beta >= 0 && beta < 1) {
      fail("Invalid beta parameter at index \(i): \(beta)", at: site)
    }
  }

  static func refuseFused(_ fused: Bool?, with foreach: Bool?, _ differentiable: Bool, at site: CallSite) {
    if fused == true && differentiable { fail("`fused` does not support `differentiable`", at: site) }
    if fused == true && foreach == true { fail("`fused` and `foreach` cannot be `True` together.", at: site) }
  }
}

extension OptimizerValue {
  /// A number that prints as PyTorch's default where it is that default: an int where Python's is one.
  static func number(_ value: Double, orInt number: Int = 0) -> OptimizerValue {
    value == Double(number) ? .int(number) : .double(value)
  }

  static func pair(_ values: (Double, Double)) -> OptimizerValue { .tuple([.double(values.0), .double(values.1)]) }
}
