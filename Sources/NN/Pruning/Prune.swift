import Autograd

/// Sets a part of a parameter's elements to zero and keeps them there: PyTorch's `torch.nn.utils.prune`.
///
///     let layer = Linear(20, 40)
///     prune.l1Unstructured(layer, "weight", amount: 0.3)
///     print(layer.namedParameters().map(\.name))  // ["bias", "weight_orig"]
///     print(layer.namedBuffers().map(\.name))  // ["weight_mask"]
///
/// `layer.weight` is then the original times a mask of zeros and ones, computed when the module is called. The original is a new
/// `Parameter`: give the optimizer `layer.parameters()` after the first pruning. Pruning again takes its amount of what is left.
public enum prune {
  /// Puts the original and a mask of ones in the parameter's place, and prunes nothing: PyTorch's `identity`.
  ///
  /// - Parameters:
  ///   - module: Whose parameter it is.
  ///   - name: Its name, `weight`.
  /// - Returns: The module.
  @discardableResult
  public static func identity<Target: Module>(
    _ module: Target, _ name: String, file: StaticString = #filePath, line: UInt = #line
  ) -> Target { apply(.identity, module, name, nil, at: CallSite(file, line)) }

  /// Prunes elements that are drawn: PyTorch's `random_unstructured`.
  ///
  /// - Parameters:
  ///   - module: Whose parameter it is.
  ///   - name: Its name.
  ///   - amount: How many elements, or which share of them.
  /// - Returns: The module.
  @discardableResult
  public static func randomUnstructured<Target: Module>(
    _ module: Target, _ name: String, amount: PruneAmount, file: StaticString = #filePath, line: UInt = #line
  ) -> Target { apply(.drawn(checked(amount, file, line)), module, name, nil, at: CallSite(file, line)) }

  /// Prunes the elements of the smallest magnitudes: PyTorch's `l1_unstructured`.
  ///
  /// - Parameters:
  ///   - module: Whose parameter it is.
  ///   - name: Its name.
  ///   - amount: How many elements, or which share of them.
  ///   - importanceScores: Whose magnitudes count instead of the parameter's own; of its shape.
  /// - Returns: The module.
  @discardableResult
  public static func l1Unstructured<Target: Module>(
    _ module: Target, _ name: String, amount: PruneAmount, importanceScores: Tensor? = nil, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Target { apply(.smallest(checked(amount, file, line)), module, name, importanceScores, at: CallSite(file, line)) }

  /// Prunes whole slices along a dimension, such as channels, that are drawn: PyTorch's `random_structured`.
  ///
  /// - Parameters:
  ///   - module: Whose parameter it is, of two dimensions or more.
  ///   - name: Its name.
  ///   - amount: How many slices, or which share of them.
  ///   - dim: The dimension.
  /// - Returns: The module.
  @discardableResult
  public static func randomStructured<Target: Module>(
    _ module: Target, _ name: String, amount: PruneAmount, dim: Int = -1, file: StaticString = #filePath, line: UInt = #line
  ) -> Target { apply(.drawnSlices(checked(amount, file, line), dim: dim), module, name, nil, at: CallSite(file, line)) }

  /// Prunes whole slices along a dimension, those of the smallest norms: PyTorch's `ln_structured`.
  ///
  /// - Parameters:
  ///   - module: Whose parameter it is, of two dimensions or more.
  ///   - name: Its name.
  ///   - amount: How many slices, or which share of them.
  ///   - n: The norm's exponent; `.infinity` for the largest magnitude.
  ///   - dim: The dimension.
  ///   - importanceScores: Whose norms count instead of the parameter's own; of its shape.
  /// - Returns: The module.
  @discardableResult
  public static func lnStructured<Target: Module>(
    _ module: Target, _ name: String, amount: PruneAmount, n: Scalar, dim: Int, importanceScores: Tensor? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Target {
    apply(.smallestSlices(checked(amount, file, line), n: n, dim: dim), module, name, importanceScores, at: CallSite(file, line))
  }

  /// Prunes where a mask has zeros: PyTorch's `custom_from_mask`.
  ///
  /// - Parameters:
  ///   - module: Whose parameter it is.
  ///   - name: Its name.
  ///   - mask: Of the parameter's shape.
  /// - Returns: The module.
  @discardableResult
  public static func customFromMask<Target: Module>(
    _ module: Target, _ name: String, mask: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> Target { apply(.mask(mask), module, name, nil, at: CallSite(file, line)) }

  /// Makes a pruned parameter an ordinary one again, with zeros where it was pruned: PyTorch's `remove`.
  ///
  /// The module's parameter is another object than the original was: give the optimizer `module.parameters()` anew.
  ///
  /// - Returns: The module.
  @discardableResult
  public static func remove<Target: Module>(
    _ module: Target, _ name: String, file: StaticString = #filePath, line: UInt = #line
  ) -> Target {
    guard let pruned = module.withheldOwners[name] as? PrunedParameter else {
      fail("Parameter '\(name)' of module \(module) has to be pruned before pruning can be removed", at: CallSite(file, line))
    }
    pruned.release(from: module)
    return module
  }

  /// Whether a parameter of the module, or of one below it, is pruned: PyTorch's `is_pruned`.
  public static func isPruned(_ module: Module) -> Bool {
    module.modules().contains { $0.withheldOwners.values.contains { $0 is PrunedParameter } }
  }

  /// How elements are chosen among several parameters.
  public enum GlobalMethod: Sendable {
    /// Those of the smallest magnitudes: PyTorch's `L1Unstructured`.
    case l1
    /// Those that are drawn: PyTorch's `RandomUnstructured`.
    case random
  }

  /// Prunes elements of several parameters, compared with each other: PyTorch's `global_unstructured`.
  ///
  ///     prune.globalUnstructured([(net.conv, "weight"), (net.head, "weight")], .l1, amount: 0.2)
  ///
  /// - Parameters:
  ///   - parameters: Modules, and the names of their parameters.
  ///   - method: How the elements are chosen.
  ///   - amount: How many elements of all parameters together that are not pruned yet, or which share of them.
  ///   - importanceScores: Whose magnitudes count instead of a parameter's own, parameter by parameter; nil for its own.
  public static func globalUnstructured(
    _ parameters: [(module: Module, name: String)], _ method: GlobalMethod, amount: PruneAmount, importanceScores: [Tensor?]? = nil,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    let amount = checked(amount, file, line)
    if let importanceScores, importanceScores.count != parameters.count {
      fail("there are \(parameters.count) parameters to prune, and importance scores for \(importanceScores.count)", at: site)
    }
    let values = parameters.map { value(of: $0.module, $0.name, at: site) }
    let scores = zip(values, importanceScores ?? values).map { value, scores in (scores ?? value).detach().reshape([-1]) }
    let masks = zip(parameters, values).map { parameter, value in
      (parameter.module.buffer(named: parameter.name + "_mask")?.detach() ?? Tensor.onesLike(value.detach())).reshape([-1])
    }
    let chosen: PruningMethod = method == .l1 ? .smallest(amount) : .drawn(amount)
    let mask = noGrad { chosen.next(after: Tensor.cat(masks), scores: Tensor.cat(scores), at: site) }
    for (parameter, (part, value)) in zip(parameters, zip(mask.split(values.map(\.numel)), values)) {
      apply(.mask(part.view(value.shape)), parameter.module, parameter.name, nil, at: site)
    }
  }

  @discardableResult
  private static func apply<Target: Module>(
    _ method: PruningMethod, _ module: Target, _ name: String, _ scores: Tensor?, at site: CallSite
  ) -> Target {
    let pruned = module.withheldOwners[name] as? PrunedParameter ?? PrunedParameter(module, name, parameter(of: module, name, at: site))
    pruned.prune(method, scores: scores, in: module, at: site)
    return module
  }

  /// A parameter as it is now, pruned or not.
  private static func value(of module: Module, _ name: String, at site: CallSite) -> Tensor {
    (module.withheldOwners[name] as? PrunedParameter)?.value ?? parameter(of: module, name, at: site)
  }

  private static func parameter(of module: Module, _ name: String, at site: CallSite) -> Parameter {
    guard let parameter = module.members.parameters.first(where: { $0.name == name })?.parameter else {
      fail("'\(module.name)' object has no attribute '\(name)'", at: site)
    }
    return parameter
  }

  private static func checked(_ amount: PruneAmount, _ file: StaticString, _ line: UInt) -> PruneAmount {
    amount.check(at: CallSite(file, line))
    return amount
  }
}
