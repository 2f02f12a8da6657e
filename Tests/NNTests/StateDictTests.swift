import Autograd
import NN
import Testing

@Suite("State dictionaries")
struct StateDictTests {
  @Test("its tensors share the module's memory and stand outside of the graph")
  func memory() {
    let module = Mixed()
    let state = module.stateDict()
    #expect(state["w"]!.sharesStorage(with: module.w!) && !state["w"]!.requiresGrad)
    #expect(module.stateDict(keepVars: true)["w"] === module.w)
    #expect(state.moduleVersions == ["": 1, "fc": 1])
  }

  @Test("missing and unexpected names are told in PyTorch's words")
  func names() {
    let text = textThrown { try Mixed().loadStateDict(["fc.weight": Tensor.zeros(2, 3), "zz": Tensor.zeros(1)]) }
    #expect(
      text
        == "Error(s) in loading state_dict for M:\n\tMissing key(s) in state_dict: \"w\", \"rm\", \"fc.bias\". \n\tUnexpected key(s) in "
        + "state_dict: \"zz\". ")
  }

  @Test("without strict they are reported, and what fits is loaded")
  func lenient() throws {
    let module = Mixed()
    let report = try module.loadStateDict(["fc.weight": Tensor.ones(2, 3), "zz": Tensor.zeros(1)], strict: false)
    #expect("\(report)" == "_IncompatibleKeys(missing_keys=['w', 'rm', 'fc.bias'], unexpected_keys=['zz'])")
    #expect(module.fc.weight.floats == [1, 1, 1, 1, 1, 1])
  }

  @Test("another shape is an error even then")
  func sizes() {
    var state = Mixed().stateDict()
    state["rm"] = Tensor.zeros(3)
    state["fc.weight"] = Tensor.zeros(4, 4)
    let text = textThrown { try Mixed().loadStateDict(state, strict: false) }
    #expect(
      text
        == "Error(s) in loading state_dict for M:\n\tsize mismatch for rm: copying a param with shape torch.Size([3]) from checkpoint, the "
        + "shape in current model is torch.Size([2]).\n\tsize mismatch for fc.weight: copying a param with shape torch.Size([4, 4]) from "
        + "checkpoint, the shape in current model is torch.Size([2, 3]).")
  }

  @Test("an extra state stands behind the module's own tensors, and is given back")
  func extraState() throws {
    final class Counting: Module {
      var weight = Parameter([1.0])
      var inner = Linear(1, 1, bias: false)
      var count = 0

      override func getExtraState() -> Tensor? { Tensor(count) }
      override func setExtraState(_ state: Tensor) { count = state.item(as: Int.self) }
    }
    let (source, target) = (Sequential(Counting()), Sequential(Counting()))
    (source[0] as! Counting).count = 7
    let state = source.stateDict()
    #expect(state.keys == ["0.weight", "0._extra_state", "0.inner.weight"])
    try target.loadStateDict(state)
    #expect((target[0] as! Counting).count == 7)
    // PyTorch 2.15's words, for a module without the state and for a dictionary without it.
    #expect(
      textThrown { try Linear(1, 1, bias: false).loadStateDict(["weight": Tensor.ones(1, 1), "_extra_state": Tensor(1)]) }
        == "Error(s) in loading state_dict for Linear:\n\tUnexpected key(s) in state_dict: \"_extra_state\". ")
    #expect(
      textThrown { try Counting().loadStateDict(["weight": Tensor.ones(1), "inner.weight": Tensor.ones(1, 1)]) }
        == "Error(s) in loading state_dict for Counting:\n\tMissing key(s) in state_dict: \"_extra_state\". ")
  }

  @Test("what was saved can be loaded, in place")
  func roundTrip() throws {
    let (source, target) = (Mixed(), Mixed())
    let weight = target.fc.weight
    #expect("\(try target.loadStateDict(source.stateDict()))" == "<All keys matched successfully>")
    #expect(target.fc.weight === weight && weight.floats == source.fc.weight.floats)
    #expect(!weight.sharesStorage(with: source.fc.weight))
  }

  @Test("assign takes over memory and dtype, and keeps the parameter and whether it requires grad")
  func assigning() throws {
    let module = Linear(1, 1)
    let (weight, loaded) = (module.weight, Tensor([[2.0]], dtype: .float64))
    try module.loadStateDict(["weight": loaded, "bias": Tensor([1.0])], assign: true)
    #expect(module.weight === weight && weight.dtype == .float64 && weight.requiresGrad && weight.sharesStorage(with: loaded))
  }

  @Test("a dictionary of before version 2 needs no count of batches")
  func olderBatchNorm() throws {
    let state: StateDict = [
      "weight": Tensor.ones(1), "bias": Tensor.ones(1), "running_mean": Tensor.ones(1), "running_var": Tensor.ones(1),
    ]
    #expect("\(try BatchNorm1d(1).loadStateDict(state))" == "<All keys matched successfully>")
  }

  @Test("hooks change what is written and what is read")
  func hooks() throws {
    let module = Linear(1, 1)
    module.registerStateDictPostHook { _, state, prefix in state[prefix + "note"] = Tensor([7.0]) }
    let state = module.stateDict()
    #expect(state.keys == ["weight", "bias", "note"])
    module.registerLoadStateDictPreHook { _, state, prefix, _ in state[prefix + "note"] = nil }
    #expect("\(try module.loadStateDict(state))" == "<All keys matched successfully>")
    let handle = module.registerLoadStateDictPostHook { _, report in report.missingKeys = [] }
    try module.loadStateDict([:])
    handle.remove()
    #expect(textThrown { try module.loadStateDict([:]) }.contains("Missing key(s) in state_dict: \"weight\", \"bias\". "))
  }

  @Test("a batch-norm net that was saved and loaded gives the same in evaluation")
  func batchNorm() throws {
    func net() -> Sequential { Sequential(Linear(2, 3), BatchNorm1d(3), ReLU(), Linear(3, 1)) }
    let (trained, fresh) = (net(), net())
    let input = Tensor.randn(8, 2)
    for _ in 0..<3 { _ = trained(input) }
    try fresh.loadStateDict(trained.stateDict())
    trained.eval()
    fresh.eval()
    #expect(fresh(input).floats == trained(input).floats)
    #expect(fresh.buffer(named: "1.num_batches_tracked")!.item() == 3)
  }

  @Test("it keeps its order, and prints as PyTorch's")
  func order() {
    var state: StateDict = ["b": Tensor([1.0]), "a": Tensor([2])]
    state["b"] = Tensor([3.0])
    state["c"] = Tensor([true])
    state["a"] = nil
    #expect("\(state)" == "OrderedDict([('b', tensor([3.])), ('c', tensor([True]))])")
    #expect("\(StateDict())" == "OrderedDict()")
  }
}
