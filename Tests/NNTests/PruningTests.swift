import Autograd
import Foundation
import NN
import Testing

/// A layer with sines as its weight and cosines as its bias.
func wavyLayer(_ outputs: Int = 2, _ inputs: Int = 3) -> Linear {
  let layer = Linear(inputs, outputs)
  noGrad {
    layer.weight.copy_(Tensor((0..<outputs * inputs).map { sin(0.7 * Double($0) + 1) }, dtype: .float64).view([outputs, inputs]))
    layer.bias!.copy_(Tensor((0..<outputs).map { cos(Double($0)) }, dtype: .float64))
  }
  return layer
}

func pruningMask(_ layer: Module, _ name: String = "weight") -> [Float] { layer.buffer(named: name + "_mask")!.floats }

// PyTorch's figures come from a run of torch.nn.utils.prune of PyTorch 2.15 on layers with these values.
@Suite("Pruning")
struct PruningTests {
  @Test("a pruned weight is the original times a mask, and the original is what is learned")
  func l1() throws {
    let layer = wavyLayer()
    #expect(!prune.isPruned(layer))
    #expect(prune.l1Unstructured(layer, "weight", amount: 2) === layer)
    #expect("\(layer)" == "Linear(in_features=3, out_features=2, bias=True)")
    #expect(layer.stateDict().keys == ["bias", "weight_orig", "weight_mask"] && prune.isPruned(Sequential(layer)))
    #expect(layer.weight.isClose(to: [0.841471, 0.991665, 0.675463, 0, 0, -0.97753]) && pruningMask(layer) == [1, 1, 1, 0, 0, 1])
    #expect(layer.weight.gradFn?.name == "MulBackward0")
    let output = layer(Tensor.ones(1, 3))
    #expect(output.isClose(to: [3.508599, -0.437228]))
    try output.sum().backward()
    #expect(layer.parameter(named: "weight_orig")!.grad!.floats == [1, 1, 1, 0, 0, 1])
    prune.l1Unstructured(layer, "weight", amount: 0.5)
    #expect(pruningMask(layer) == [0, 1, 0, 0, 0, 1])
  }

  @Test("what was removed from pruning keeps its zeros")
  func removing() {
    let layer = prune.l1Unstructured(wavyLayer(), "weight", amount: 4)
    prune.remove(layer, "weight")
    #expect(layer.weight.isClose(to: [0, 0.991665, 0, 0, 0, -0.97753]) && layer.weight.isLeaf && layer.weight.requiresGrad)
    #expect(layer.stateDict().keys == ["weight", "bias"] && !prune.isPruned(layer))
  }

  @Test("slices along a dimension are pruned by their norms")
  func structured() {
    let tall = prune.lnStructured(wavyLayer(4, 3), "weight", amount: 2, n: 2, dim: 0)
    #expect(pruningMask(tall) == [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1])
    prune.lnStructured(tall, "weight", amount: 1, n: .infinity, dim: 1)
    #expect(pruningMask(tall) == [1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0])
    #expect(pruningMask(prune.lnStructured(wavyLayer(4, 3), "weight", amount: 0.5, n: 1, dim: -1)) == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0])
  }

  @Test("masks of one's own are multiplied, and no mask prunes nothing")
  func masks() {
    let layer = prune.customFromMask(wavyLayer(), "weight", mask: Tensor([[1, 0, 1], [0, 1, 1]]))
    #expect(layer.weight.isClose(to: [0.841471, 0, 0.675463, 0, -0.611858, -0.97753]))
    prune.customFromMask(layer, "weight", mask: Tensor([[0, 1, 1], [1, 1, 1]]))
    #expect(pruningMask(layer) == [0, 0, 1, 0, 1, 1])
    #expect(prune.identity(wavyLayer(), "bias").stateDict().keys == ["weight", "bias_orig", "bias_mask"])
  }

  @Test("several parameters are compared with each other")
  func global() {
    let (a, b) = (wavyLayer(2, 3), wavyLayer(3, 2))
    prune.l1Unstructured(a, "weight", amount: 1)
    prune.globalUnstructured([(a, "weight"), (b, "weight")], .l1, amount: 0.5)
    #expect(pruningMask(a) == [1, 1, 0, 0, 0, 1] && pruningMask(b) == [0, 1, 0, 0, 0, 1])
  }

  @Test("a half that would be left over goes to the even number")
  func rounding() {
    #expect(pruningMask(prune.l1Unstructured(wavyLayer(1, 5), "weight", amount: 0.5)) == [1, 1, 1, 0, 0])
  }

  @Test("a parameter that is assigned takes the original's place, and stays pruned")
  func assignment() {
    let layer = prune.customFromMask(wavyLayer(1, 2), "weight", mask: Tensor([[1, 0]]))
    layer.weight = Parameter([[5.0, 6.0]])
    #expect(layer(Tensor([[1.0, 1.0]])).isClose(to: [6]))
    #expect(layer.weight.floats == [5, 0] && layer.parameter(named: "weight_orig")!.floats == [5, 6])
  }
}
