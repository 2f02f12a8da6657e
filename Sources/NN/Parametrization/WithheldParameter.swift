import Autograd

/// What computes a module's parameter of others, which are registered in its place.
protocol WithheldParameterOwner: AnyObject {
  /// Told which parameter the module's property holds: another one than before was assigned to it.
  func noticeAssignment(of parameter: Parameter)
}

extension Module {
  /// Whether a parameter is computed by parametrizations.
  final var isParametrized: Bool { withheldOwners.values.contains { $0 is ParametrizationList } }

  /// Has the owners of computed parameters look at what the properties hold now.
  final func noticeAssignments() { _ = members }
}
