import Autograd
import NN
import Testing

@Suite("Lazy layers")
struct LazyTests {
  @Test("a lazy linear layer learns its inputs at its first call, and its parameters stay the same objects")
  func linear() {
    let layer = LazyLinear(2)
    let weight = layer.weight
    #expect("\(layer)" == "LazyLinear(in_features=0, out_features=2, bias=True)" && "\(weight)" == "<UninitializedParameter>")
    #expect(layer(Tensor.ones(4, 3)).shape == [4, 2])
    #expect("\(layer)" == "Linear(in_features=3, out_features=2, bias=True)")
    #expect(layer.weight === weight && weight.shape == [2, 3])
  }

  @Test("lazy convolutions and normalisations learn their channels")
  func channels() {
    let model = Sequential(LazyConv2d(4, 3), LazyBatchNorm2d(), ReLU(), LazyConvTranspose2d(2, 3), LazyInstanceNorm2d())
    #expect(model(Tensor.randn(2, 3, 5, 5)).shape == [2, 2, 5, 5])
    #expect(model.children().map(\.name) == ["Conv2d", "BatchNorm2d", "ReLU", "ConvTranspose2d", "InstanceNorm2d"])
    #expect(model.parameter(named: "0.weight")!.shape == [4, 3, 3, 3] && model.buffer(named: "1.running_var")!.shape == [4])
  }

  @Test("a state dictionary gives it its shape")
  func loading() throws {
    let (plain, lazy) = (Linear(3, 2), LazyLinear(2))
    try lazy.loadStateDict(plain.stateDict())
    #expect(lazy(Tensor.ones(1, 3)).floats == plain(Tensor.ones(1, 3)).floats)
  }
}
