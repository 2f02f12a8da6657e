import Autograd
import NN
import Optim
import TensorFiles
import Testing

/// What a batch norm of three channels has in its state.
private final class Statistics: Module {
  var weight = Parameter(Tensor.ones(3))
  var bias = Parameter(Tensor.zeros(3))
  var runningMean = Buffer(Tensor.zeros(3))
  var runningVar = Buffer(Tensor.ones(3))
  var numBatchesTracked = Buffer(Tensor(0))

  override var stateDictVersion: Int { 2 }
}

@Suite("Training states in files")
struct TrainingStateTests {
  /// The network of mlp-state.pt and adam-state.pt.
  private func network() -> Sequential {
    Sequential(Linear(4, 3), Statistics(), ReLU(), Linear(3, 2))
  }

  @Test("a state dictionary that PyTorch wrote is loaded into a module")
  func module() throws {
    let model = network()
    let report = try model.loadStateDict(Checkpoint.load(Fixtures.path("checkpoint.pt"))["model"]!.stateDict())
    #expect(report.missingKeys.isEmpty && report.unexpectedKeys.isEmpty)
    expect(CheckpointValue(model.stateDict()), is: try Fixtures.contents(of: "mlp-state.pt"), "model")
  }

  @Test("a module's state goes through a .pt and a safetensors file, with the versions of its layers in the .pt")
  func moduleRoundTrip() throws {
    let state = network().stateDict()
    let read = try Checkpoint.load(bytes: Checkpoint.encoded(CheckpointValue(state))).stateDict()
    #expect(read.keys == state.keys && read.moduleVersions == state.moduleVersions && state.moduleVersions["1"] == 2)
    let plain = try Safetensors.load(bytes: Safetensors(state).encoded()).tensors
    for (name, tensor) in state { #expect(read[name]!.equal(tensor) && plain[name]!.equal(tensor)) }
  }

  @Test("Adam goes on from a state that PyTorch wrote, and its state is written with PyTorch's layout")
  func optimizer() throws {
    let read = try Checkpoint.load(Fixtures.path("adam-state.pt"))
    let state = try read.optimizerState()
    #expect(state.state.keys.sorted() == Array(0..<6) && state.paramGroups.count == 1)
    #expect(state.paramGroups[0].params == Array(0..<6) && state.paramGroups[0].options["betas"]?.members?.count == 2)
    let adam = Adam(network().parameters(), lr: 0.5)
    try adam.loadStateDict(state)
    let again = CheckpointValue(adam.stateDict())
    expect(again, is: try Fixtures.contents(of: "adam-state.pt"), "adam")
    // The same keys in the same order.
    let groups = [read, again].compactMap { $0["param_groups"]?.elements?.first?.dictionary?.keys.description }
    #expect(groups.count == 2 && groups[0] == groups[1])
  }

  @Test("values of schedulers keep their kinds")
  func values() throws {
    let values: NamedValues = [
      "milestones": .counts([2: 1, 5: 3]), "base_lrs": [0.1, 0.2], "last_epoch": 4, "verbose": false, "mode": "min", "best": nil,
      "inner": .dictionary(["gamma": 0.5]), "betas": .tuple([0.9, 0.999]),
    ]
    let read = try Checkpoint.load(bytes: Checkpoint.encoded(CheckpointValue(values))).namedValues()
    #expect(read.names == values.names)
    for name in values.names { #expect(read[name]?.description == values[name]?.description) }
  }

  @Test("what is no state is refused, with the place")
  func refused() throws {
    func text(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "no error"
    }
    let checkpoint: CheckpointValue = ["model": ["w": .tensor(.ones(1))], "epoch": 3]
    #expect(text { _ = try checkpoint.stateDict() } == "a state dictionary has a tensor under each key, and under 'model' is a dict")
    #expect(text { _ = try CheckpointValue.int(3).stateDict() } == "a state dictionary should be a dict, and is an int")
    #expect(text { _ = try checkpoint.optimizerState() }.hasSuffix("and nothing else; here are ['model', 'epoch']"))
    let group: CheckpointValue = ["state": [:], "param_groups": [["lr": .bytes([1]), "params": []]]]
    #expect(text { _ = try group.optimizerState() } == "'lr' in parameter group 0 is bytes, which no optimizer keeps")
    let params: CheckpointValue = ["state": [:], "param_groups": [["lr": 1]]]
    #expect(text { _ = try params.optimizerState() } == "'params' of parameter group 0 should be a list of numbers")
  }
}
