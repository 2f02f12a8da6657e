import Autograd

/// A part of a network that owns parameters, buffers and other modules: PyTorch's `torch.nn.Module`.
///
/// It finds what it owns by looking at its stored properties, in the order of their declaration, those of superclasses first: a `Parameter`,
/// a `Buffer` or a `Module` there is registered, a plain tensor is not. Their names in `namedParameters()` and in the state dictionary are
/// PyTorch's, in snake case: `runningMean` is `running_mean`.
///
///     final class Affine: Module {
///       var weight = Parameter(Tensor.randn(3, 1))
///       var bias = Parameter([0.0])
///
///       override func forward(_ input: Tensor) -> Tensor { input.matmul(weight) + bias }
///     }
///     let model = Affine()
///     print(model.namedParameters().map(\.name))  // ["weight", "bias"]
///     let output = model(Tensor.ones(2, 3))
///
/// A property of type `Tensor` that holds a `Parameter` counts, and so does a lazy or a wrapped one. A Swift array of modules does not: that
/// is what `ModuleList` is for. A property that holds another parameter than before is seen at once.
///
/// A module is called as a function, `model(input)`, which runs its hooks and `forward`. A module whose `forward` takes other arguments than
/// one, two or three tensors declares a `callAsFunction` of its own, with `runHooks(around:_:)`.
open class Module: CustomStringConvertible {
  /// Whether the module trains: what dropout and batch normalisation ask. `train()` and `eval()` set it for the submodules too.
  ///
  /// It has nothing to do with recording: that is `noGrad`.
  public var training = true

  /// What was registered under a name made at run time.
  final var runTimeMembers = RunTimeMembers()
  /// The names under which properties of type `Tensor` held a parameter or a buffer when they were last looked at.
  final var heldTensors: [String: HeldTensor] = [:]
  /// Names of properties whose parameters are computed of others, which are registered in their place: parametrized and pruned ones.
  final var withheldNames: Set<String> = []
  /// What computes those parameters, by the same names.
  final var withheldOwners: [String: any WithheldParameterOwner] = [:]
  final var hooks: ModuleHooks?

  /// A module that trains.
  public init() {}

  /// What the module computes of one input. To be called as `module(input)`, so that hooks are run.
  open func forward(_ input: Tensor) -> Tensor { refuseForward() }

  /// What the module computes of two inputs, such as a loss of its input and its target.
  open func forward(_ first: Tensor, _ second: Tensor) -> Tensor { refuseForward() }

  /// What the module computes of three inputs.
  open func forward(_ first: Tensor, _ second: Tensor, _ third: Tensor) -> Tensor { refuseForward() }

  /// The names that properties have in the state dictionary, where they are not the property's name in snake case.
  ///
  ///     override var keyNames: [String: String] { ["hiddenToOutput": "h2o"] }
  ///
  /// A property of the superclass is named by the superclass's entry: add to `super.keyNames`.
  open var keyNames: [String: String] { [:] }

  /// What stands in the printed form between the parentheses, besides the submodules: PyTorch's `extra_repr()`.
  open var extraRepr: String { "" }

  /// The name in the printed form, that of the class: PyTorch's `_get_name()`.
  open var name: String { "\(type(of: self))" }

  /// Which version of the state dictionary's form the class writes: PyTorch's `_version`.
  open var stateDictVersion: Int { 1 }

  /// Sets whether this module and all below it train: PyTorch's `train(mode)`.
  @discardableResult
  open func train(_ mode: Bool = true) -> Self {
    training = mode
    for child in children() { child.train(mode) }
    return self
  }

  /// Makes this module and all below it compute as in use, not as in training: PyTorch's `eval()`.
  ///
  /// Dropout then does nothing, and batch normalisation takes its running statistics. A graph is still recorded: that is `noGrad`.
  @discardableResult
  public final func eval() -> Self { train(false) }

  /// Takes what `stateDict` holds under this module's own keys, those of its submodules apart: PyTorch's `_load_from_state_dict`.
  ///
  /// To be overridden where older files name things differently; `super` does the rest.
  ///
  /// - Parameters:
  ///   - stateDict: What is loaded; an override may change it.
  ///   - prefix: What stands before this module's keys: `encoder.0.`.
  ///   - version: The `stateDictVersion` of the module that was saved; nil where it isn't known.
  ///   - assign: Whether parameters and buffers take over the memory and dtype of what is loaded.
  ///   - report: What is missing, unexpected or wrong.
  open func loadFromStateDict(_ stateDict: inout StateDict, prefix: String, version: Int?, assign: Bool, report: inout LoadReport) {
    loadOwnMembers(&stateDict, prefix: prefix, assign: assign, report: &report)
  }

  /// What else belongs to the module's state, besides parameters and buffers; nil for nothing: PyTorch's `get_extra_state()`.
  ///
  /// It stands in the state dictionary under `_extra_state`. To be overridden together with `setExtraState`.
  open func getExtraState() -> Tensor? { nil }

  /// Takes what `getExtraState` gave when the state dictionary was made: PyTorch's `set_extra_state()`.
  open func setExtraState(_ state: Tensor) {
    fail("Module [\(name)] has an extra state and does not override setExtraState()", at: .insideLayer)
  }

  /// PyTorch's printed form: the class, what `extraRepr` says, and the submodules.
  open var description: String { printed }

  private func refuseForward() -> Never { fail("Module [\(name)] is missing the required \"forward\" function", at: .insideLayer) }
}
