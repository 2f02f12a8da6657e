import Autograd

/// Parameters that are computed of others each time their module is called: PyTorch's `torch.nn.utils.parametrize`.
///
///     final class Symmetric: Module {
///       override func forward(_ input: Tensor) -> Tensor { input.triu() + input.triu(1).t() }
///     }
///     let layer = Linear(3, 3)
///     parametrize.registerParametrization(layer, "weight", Symmetric())
///     print(layer.namedParameters().map(\.name))  // ["bias", "parametrizations.weight.original"]
///
/// `layer.weight` is the computed one. It is computed when the module is called, and when the parametrization is registered: between an
/// optimizer's step and the next call it still has its old values. The original is a new `Parameter`: give the optimizer
/// `layer.parameters()` after the registration.
///
/// A `Parameter` that is assigned to `layer.weight` tells which value is wanted: at the next call, or where the parameters are asked for, the
/// originals become what `rightInverse` of the last parametrization, then of the one before it, gives of that value.
public enum parametrize {
  /// Has `parametrization` compute a parameter of what it is now, which becomes the original.
  ///
  /// A second one for the same parameter computes it of what the first gives.
  ///
  /// - Parameters:
  ///   - module: Whose parameter it is.
  ///   - name: Its name, `weight`.
  ///   - parametrization: Its `forward` gives the parameter. If it is `RightInvertible`, the originals are what its `rightInverse` gives of
  ///     the parameter; else the parameter itself.
  /// - Returns: The module.
  /// - Precondition: The module has a parameter of that name, and the parametrization keeps its shape and dtype.
  @discardableResult
  public static func registerParametrization<Target: Module>(
    _ module: Target, _ name: String, _ parametrization: Module, file: StaticString = #filePath, line: UInt = #line
  ) -> Target {
    let site = CallSite(file, line)
    if let list = list(module, name) {
      list.add(parametrization, at: site)
      return module
    }
    guard let slot = module.parameter(named: name) else {
      fail(
        "Module '\(module)' does not have a parameter, a buffer, or a parametrized element with name '\(name)'", at: site)
    }
    let list = ParametrizationList(slot, parametrization, at: site)
    let dictionary = module.submodule(named: "parametrizations") as? ModuleDict ?? ModuleDict()
    dictionary[name] = list
    module.registerModule("parametrizations", dictionary)
    module.withheldNames.insert(name)
    module.withheldOwners[name] = list
    list.handle = module.registerForwardPreHook { module, _ in
      module.noticeAssignments()
      list.compute()
      return nil
    }
    return module
  }

  /// Whether a parameter of the module is computed; any, if none is named.
  public static func isParametrized(_ module: Module, _ name: String? = nil) -> Bool {
    name.map { list(module, $0) != nil } ?? module.isParametrized
  }

  /// Takes all parametrizations of a parameter away.
  ///
  /// - Parameters:
  ///   - module: Whose parameter it is.
  ///   - name: The parameter's name.
  ///   - leaveParametrized: Whether the parameter keeps its computed values; else it gets the original's back, of which there must be
  ///     one.
  /// - Returns: The module.
  @discardableResult
  public static func removeParametrizations<Target: Module>(
    _ module: Target, _ name: String, leaveParametrized: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) -> Target {
    let site = CallSite(file, line)
    guard let list = list(module, name) else { fail("Module \(module) does not have a parametrization on \(name)", at: site) }
    list.release(keepsComputed: leaveParametrized, at: site)
    module.withheldNames.remove(name)
    module.withheldOwners[name] = nil
    let dictionary = module.submodule(named: "parametrizations") as! ModuleDict
    dictionary[name] = nil
    if dictionary.count == 0 { module.runTimeMembers.modules.removeAll { $0.name == "parametrizations" } }
    return module
  }

  private static func list(_ module: Module, _ name: String) -> ParametrizationList? {
    (module.submodule(named: "parametrizations") as? ModuleDict)?[name] as? ParametrizationList
  }
}

/// A parametrization that can tell of which originals it would compute a value.
public protocol RightInvertible: Module {
  /// The originals of a parameter; what is computed of them need not be the same.
  func rightInverse(_ value: Tensor) -> [Tensor]
}

/// The parametrizations of one parameter, with what it is computed of: PyTorch's `ParametrizationList`.
final class ParametrizationList: ModuleList, WithheldParameterOwner {
  /// The module's parameter, which becomes what is computed.
  private var slot: [ParameterSlot]
  private let originalCount: Int
  private var versions: [Int] = []
  /// Takes the hook away that has the parameter computed.
  var handle: RemovableHandle?

  /// Holds a parameter so that it isn't registered here.
  private struct ParameterSlot {
    let parameter: Parameter
  }

  init(_ slot: Parameter, _ parametrization: Module, at site: CallSite) {
    self.slot = [ParameterSlot(parameter: slot)]
    let values = (parametrization as? any RightInvertible).map { inverse in noGrad { inverse.rightInverse(slot.detach()) } } ?? [slot]
    originalCount = values.count
    super.init([parametrization])
    for (place, value) in values.enumerated() {
      // With a version of its own: what is computed is no write to it.
      let original = Parameter(value.data, requiresGrad: slot.requiresGrad)
      registerParameter(values.count == 1 ? "original" : "original\(place)", original)
    }
    slot.grad = nil
    compute(checkedAt: site)
  }

  private var originals: [Parameter] { runTimeMembers.parameters.compactMap(\.parameter) }

  /// The parameter as the originals make it now.
  private var value: Tensor {
    let originals = originals
    let first =
      switch originals.count {
      case 1: self[0].run(originals[0])
      case 2: self[0].run(originals[0], originals[1])
      default: self[0].run(originals[0], originals[1], originals[2])
      }
    return dropFirst().reduce(first) { value, parametrization in parametrization.run(value) }
  }

  /// Makes the module's parameter what the originals make it now.
  ///
  /// - Parameter site: Where the parametrization is registered, if it has to be checked.
  func compute(checkedAt site: CallSite? = nil) {
    let value = value
    if let site { check(value, keeps: slot[0].parameter, at: site) }
    let current = originals.map(\.version)
    slot[0].parameter.become(value, isNew: current != versions)
    versions = current
  }

  func noticeAssignment(of parameter: Parameter) {
    if parameter === slot[0].parameter { return }
    let names = runTimeMembers.parameters.map(\.name)
    let values = noGrad { originals(of: parameter.detach()) }
    for (original, (value, name)) in zip(originals, zip(values, names)) {
      if value.dtype != original.dtype {
        fail("The tensor returned by `right_inverse` has dtype \(value.dtype) while `\(name)` has dtype \(original.dtype)")
      }
      if value.shape == original.shape {
        noGrad { _ = original.copy_(value) }
      } else {
        // What is computed of it is what counts.
        original.data = value.clone()
        versions = []
      }
    }
    slot = [ParameterSlot(parameter: parameter)]
    parameter.grad = nil
    compute()
  }

  /// What the parametrizations would compute a value of.
  private func originals(of value: Tensor) -> [Tensor] {
    var value = value
    for parametrization in dropFirst().reversed() {
      let values = invertible(parametrization).rightInverse(value)
      if values.count != 1 { fail("a parametrization of several tensors must be the first of its parameter") }
      value = values[0]
    }
    let values = invertible(self[0]).rightInverse(value)
    if values.count != originalCount {
      fail("'right_inverse' must return \(originalCount) tensors. Got a tuple of length \(values.count).")
    }
    return values
  }

  private func invertible(_ parametrization: Module) -> any RightInvertible {
    guard let invertible = parametrization as? any RightInvertible else {
      fail("parametrization \(parametrization.name) does not implement right_inverse.")
    }
    return invertible
  }

  /// Adds one that computes the parameter of what the last gives.
  func add(_ parametrization: Module, at site: CallSite) {
    if let inverse = parametrization as? any RightInvertible {
      let values = noGrad { inverse.rightInverse(value.detach()) }
      guard values.count == 1, originalCount == 1 else {
        fail("a parametrization of several tensors must be the first of its parameter", at: site)
      }
      noGrad { _ = originals[0].copy_(values[0]) }
    }
    append(parametrization)
    compute(checkedAt: site)
  }

  private func check(_ computed: Tensor, keeps parameter: Parameter, at site: CallSite) {
    if computed.shape != parameter.shape {
      fail(
        "Registering a parametrization may not change the shape of the tensor, unless `unsafe` flag is enabled.\nunparametrized shape: "
          + "\(parameter.printedShape)\nparametrized shape: \(computed.printedShape)", at: site)
    }
    if computed.dtype != parameter.dtype {
      fail(
        "Registering a parametrization may not change the dtype of the tensor, unless `unsafe` flag is enabled.\nunparametrized dtype: "
          + "\(parameter.dtype)\nparametrized dtype: \(computed.dtype)", at: site)
    }
  }

  /// Gives the parameter back to its module.
  func release(keepsComputed: Bool, at site: CallSite) {
    if !keepsComputed && originalCount > 1 {
      fail(
        "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors.",
        at: site)
    }
    let requiresGrad = originals[0].requiresGrad
    slot[0].parameter.become(keepsComputed ? noGrad { value } : originals[0].detach(), isNew: true)
    slot[0].parameter.requiresGrad_(requiresGrad)
    handle?.remove()
  }
}
