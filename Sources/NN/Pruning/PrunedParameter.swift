import Autograd

/// A parameter that is computed as its original times a mask, each time its module is called.
final class PrunedParameter: WithheldParameterOwner {
  private let name: String
  /// The module's parameter, which becomes what is computed.
  private var slot: Parameter
  private let original: Parameter
  private let mask: Buffer
  private var versions: [Int] = []
  /// Takes the hook away that has the parameter computed.
  private var handle: RemovableHandle?

  /// Registers the original and a mask of ones in the parameter's place.
  init(_ module: Module, _ name: String, _ slot: Parameter) {
    self.name = name
    self.slot = slot
    // With a version of its own: what is computed is no write to it.
    original = Parameter(slot.data, requiresGrad: slot.requiresGrad)
    mask = Buffer(Tensor.onesLike(slot.detach()))
    module.withheldNames.insert(name)
    module.withheldOwners[name] = self
    module.registerParameter(name + "_orig", original)
    module.registerBuffer(name + "_mask", mask)
    slot.grad = nil
    handle = module.registerForwardPreHook { module, _ in
      module.noticeAssignments()
      self.compute()
      return nil
    }
    compute()
  }

  /// Prunes more of it.
  ///
  /// - Parameter scores: What ranks the elements; the values themselves, if left out.
  func prune(_ method: PruningMethod, scores: Tensor?, in module: Module, at site: CallSite) {
    let scores = scores?.detach() ?? slot.detach()
    if scores.shape != slot.shape {
      fail("importance_scores should have the same shape as parameter \(name) of \(module)", at: site)
    }
    noGrad { _ = mask.copy_(method.next(after: mask, scores: scores, at: site)) }
    compute()
  }

  /// The parameter as it is now.
  var value: Tensor { slot }

  private func compute() {
    let value = mask.to(original.dtype) * original
    let current = [original.version, mask.version]
    slot.become(value, isNew: current != versions)
    versions = current
  }

  /// What is assigned to the property takes the original's place.
  func noticeAssignment(of parameter: Parameter) {
    if parameter === slot { return }
    noGrad { _ = original.copy_(parameter) }
    slot = parameter
    compute()
  }

  /// Gives the parameter back to its module, with zeros where it was pruned.
  func release(from module: Module) {
    handle?.remove()
    slot.become(noGrad { mask.to(original.dtype) * original }, isNew: true)
    slot.requiresGrad_(original.requiresGrad)
    slot.grad = original.grad
    module.withheldNames.remove(name)
    module.withheldOwners[name] = nil
    module.runTimeMembers.parameters.removeAll { $0.name == name + "_orig" }
    module.runTimeMembers.buffers.removeAll { $0.name == name + "_mask" }
  }
}
