import Autograd
import NN
import Testing

@Suite("What a module finds in its properties")
struct RegistrationTests {
  @Test("parameters, buffers and modules are registered by being stored, a plain tensor is not")
  func kinds() {
    let module = Mixed()
    #expect(module.namedParameters().map(\.name) == ["w", "fc.weight", "fc.bias"])
    #expect(module.namedBuffers().map(\.name) == ["rm", "tmp"])
    #expect(module.namedChildren().map(\.name) == ["fc"])
    #expect(module.namedModules().map(\.name) == ["", "fc"])
    #expect(module.stateDict().keys == ["w", "rm", "fc.weight", "fc.bias"])
  }

  @Test("names are in snake case, those of superclasses come first, and keyNames has the last word")
  func names() {
    class Base: Module {
      var runningMean = Parameter([0.0])
      var weightIH2 = Parameter([0.0])
    }
    final class Derived: Base {
      var a_bC = Parameter([0.0])
      var Wq = Parameter([0.0])
      var fc2Bias = Parameter([0.0])
      var hiddenToOutput = Parameter([0.0])
      override var keyNames: [String: String] { ["hiddenToOutput": "h2o"] }
    }
    #expect(Derived().namedParameters().map(\.name) == ["running_mean", "weight_ih2", "a_bC", "Wq", "fc2_bias", "h2o"])
  }

  @Test("a property of type Tensor that holds a parameter counts; lazy, optional and wrapped ones are looked through")
  func storage() {
    @propertyWrapper struct Noted<Value> {
      var wrappedValue: Value
    }
    final class Holder: Module {
      var tensor: Tensor = Parameter([1.0])
      lazy var late = Linear(1, 1)
      @Noted var noted = Parameter([2.0])
      var missing: Parameter?
      var list = [Linear(1, 1)]
    }
    let module = Holder()
    #expect(module.namedParameters().map(\.name) == ["tensor", "noted"])
    _ = module.late
    #expect(module.namedParameters().map(\.name) == ["tensor", "noted", "late.weight", "late.bias"])
  }

  @Test("another parameter in a property is seen by the module and its state dictionary")
  func replacing() {
    let layer = Linear(2, 2)
    let model = Sequential(layer)
    let old = layer.weight
    layer.weight = Parameter([[1.0, 2.0], [3.0, 4.0]])
    #expect(model.parameters()[0] === layer.weight && layer.weight !== old)
    #expect(model.stateDict()["0.weight"]!.floats == [1, 2, 3, 4])
  }

  @Test("a shared module counts once, and its state stands under each of its names")
  func sharing() {
    let layer = Linear(1, 1)
    let model = Sequential(layer, ReLU(), layer)
    #expect(model.parameters().count == 2)
    #expect(model.namedModules().map(\.name) == ["", "0", "1"])
    #expect(model.namedModules(removeDuplicate: false).map(\.name) == ["", "0", "1", "2"])
    #expect(model.stateDict().keys == ["0.weight", "0.bias", "2.weight", "2.bias"])
  }

  @Test("names made at run time come after the properties")
  func runTime() {
    let module = Mixed()
    module.registerParameter("extra", Parameter([1.0]))
    let buffer = module.registerBuffer("mean", Tensor([3.0]))
    module.registerModule("act", ReLU())
    #expect(module.namedParameters().map(\.name) == ["w", "extra", "fc.weight", "fc.bias"])
    #expect(module.buffer(named: "mean") === buffer)
    #expect(module.parameter(named: "fc.bias") === module.fc.bias)
    #expect(module.submodule(named: "act") is ReLU)
    #expect(module.stateDict().keys == ["w", "extra", "rm", "mean", "fc.weight", "fc.bias"])
  }

  @Test("a registered buffer shares the memory of its tensor")
  func bufferMemory() {
    let (module, tensor) = (Module(), Tensor([1.0]))
    let buffer = module.registerBuffer("b", tensor)!
    tensor.add_(1)
    #expect(buffer.floats == [2])
  }

  @Test("a parameter that was set to nil is gone")
  func removing() {
    let module = Mixed()
    module.w = nil
    #expect(module.stateDict().keys == ["rm", "fc.weight", "fc.bias"])
  }

  @Test("freezing all but the last layer leaves its parameters alone with a gradient")
  func freezing() throws {
    let model = Sequential(Linear(2, 3), ReLU(), Linear(3, 1))
    model.requiresGrad(false)
    (model[2] as! Linear).requiresGrad()
    try model(Tensor.ones(4, 2)).sum().backward()
    #expect(model.namedParameters().filter { $0.parameter.grad != nil }.map(\.name) == ["2.weight", "2.bias"])
    #expect(model.parameters().filter(\.requiresGrad).count == 2)
  }

  @Test("moving to another dtype keeps the tensors, and converts gradients with them")
  func moving() throws {
    let model = Sequential(Linear(1, 1), BatchNorm1d(1))
    let before = model.parameters()
    try model(Tensor([[1.0], [2.0]])).sum().backward()
    model.to(.float64)
    #expect(zip(model.parameters(), before).allSatisfy { $0 === $1 })
    #expect(model.parameters().allSatisfy { $0.dtype == .float64 && $0.grad!.dtype == .float64 })
    #expect(model.buffers().map(\.dtype) == [.float64, .float64, .int64])
    #expect(model(Tensor([[1.0], [2.0]], dtype: .float64)).dtype == .float64)
  }

  @Test("on the meta device there are shapes alone, and toEmpty makes memory for them")
  func meta() {
    let model = Linear(3, 2, device: .meta)
    #expect(model(Tensor.empty([5, 3], device: .meta)).shape == [5, 2])
    model.toEmpty(device: .cpu)
    #expect(model.weight.device == .cpu && model.weight.shape == [2, 3])
  }

  @Test("apply reaches every module, this one last; train and eval set all")
  func applying() {
    var names: [String] = []
    let model = Sequential(Linear(1, 1), Sequential(ReLU()))
    model.apply { names.append($0.name) }
    #expect(names == ["Linear", "ReLU", "Sequential", "Sequential"])
    model.eval()
    #expect(model.modules().allSatisfy { !$0.training })
    model.train()
    #expect(model.modules().allSatisfy { $0.training })
  }

  @Test("zeroGrad drops gradients, or sets them to zeros")
  func zeroing() throws {
    let layer = Linear(1, 1)
    try layer(Tensor.ones(1, 1)).sum().backward()
    layer.zeroGrad(setToNone: false)
    #expect(layer.weight.grad!.floats == [0])
    layer.zeroGrad()
    #expect(layer.weight.grad == nil)
  }
}

@Suite("Parameters")
struct ParameterTests {
  @Test("a parameter shares memory and version with its tensor, requires grad even under noGrad, and prints what it is")
  func making() {
    let data = Tensor([1.0, 2.0])
    let parameter = noGrad { Parameter(data) }
    #expect(parameter.requiresGrad && parameter.isLeaf && parameter.sharesStorage(with: data))
    data.add_(1)
    #expect(parameter.floats == [2, 3] && parameter.version == 1)
    #expect("\(parameter)" == "Parameter containing:\ntensor([2., 3.], requires_grad=True)")
    #expect((parameter as Tensor) is Parameter && !(parameter + 0 is Parameter) && !(parameter.detach() is Parameter))
  }

  @Test("a submodule is replaced or added by its path")
  func setSubmodule() {
    let model = Sequential(Sequential(Linear(1, 1), ReLU()), Tanh())
    model.setSubmodule("0.1", Sigmoid())
    model.setSubmodule("0.9", ReLU())
    #expect(model.namedModules().map(\.name) == ["", "0", "0.0", "0.1", "0.9", "1"])
    #expect(model.submodule(named: "0.1") is Sigmoid && model.submodule(named: "0.7") == nil)
  }

  @Test("a module made without initialisation draws nothing, and has its parameters where they are wanted")
  func skippedInitialisation() async {
    await #expect(processExitsWith: .success) {
      manualSeed(3)
      let state = Generator.default.state
      let layer = skipInit { Linear(30, 40, device: $0) }
      #expect(Generator.default.state.equal(state))
      #expect(layer.weight.device == .cpu && layer.weight.shape == [40, 30] && layer.weight.requiresGrad)
    }
  }
}
