import Autograd
import Foundation
import NN
import Testing

// PyTorch's figures come from a run of torch.nn.utils.fusion of PyTorch 2.15 on layers with these values.
@Suite("Batch normalisation, fused into the layer before it")
struct FusionTests {
  private func withSines<Layer: Module>(_ layer: Layer) -> Layer {
    for (k, parameter) in layer.parameters().enumerated() {
      let values = (0..<parameter.numel).map { sin(0.7 * Double($0) + Double(k)) }
      noGrad { _ = parameter.copy_(Tensor(values, dtype: .float64).view(parameter.shape)) }
    }
    return layer.eval()
  }

  private func statistics<Norm: BatchNormalization>(_ norm: Norm) -> Norm {
    norm.runningMean!.copy_(Tensor([0.1, 0.2, 0.3]))
    norm.runningVar!.copy_(Tensor([1.0, 2.0, 3.0]))
    return withSines(norm)
  }

  @Test("a convolution")
  func convolution() {
    let (layer, norm) = (withSines(Conv2d(2, 3, 2, stride: 2)), statistics(BatchNorm2d(3)))
    layer.weight.requiresGrad_(false)
    let fused: Conv2d = fuseConvBnEval(layer, norm)
    #expect("\(fused)" == "Conv2d(2, 3, kernel_size=(2, 2), stride=(2, 2))" && !fused.training)
    #expect(fused.bias!.isClose(to: [0.841471, 1.352292, 0.889082]) && !fused.weight.requiresGrad)
    let x = (Tensor.arange(96.0) / 96).view([3, 2, 4, 4])
    #expect(fused(x).allclose(norm(layer(x)), rtol: 1e-5, atol: 1e-6))
  }

  @Test("nothing is drawn for what is fused")
  func drawsNothing() async {
    await #expect(processExitsWith: .success) {
      manualSeed(7)
      let (layer, norm) = (Conv2d(2, 3, 2).eval(), BatchNorm2d(3).eval())
      let state = Generator.default.state
      let _: Conv2d = fuseConvBnEval(layer, norm)
      #expect(Generator.default.state.equal(state))
    }
  }

  @Test("a transposed convolution without a bias")
  func transposed() {
    let (layer, norm) = (withSines(ConvTranspose2d(2, 3, 2, bias: false)), statistics(BatchNorm2d(3)))
    let fused = fuseConvBnEval(layer, norm)
    #expect("\(fused)" == "ConvTranspose2d(2, 3, kernel_size=(2, 2), stride=(1, 1))")
    #expect(fused.weight.flatten().narrow(0, 0, 8).isClose(to: [0, 0, 0, 0, 0.152597, -0.159792, -0.397028, -0.447536]))
    #expect(fused.bias!.isClose(to: [0.841471, 0.900559, 0.504779]))
  }

  @Test("a linear layer")
  func linear() {
    let layer = Linear(2, 3).eval()
    noGrad {
      layer.weight.copy_(Tensor((0..<6).map { sin(0.7 * Double($0) + 1) }, dtype: .float64).view([3, 2]))
      layer.bias!.copy_(Tensor((0..<3).map { cos(Double($0)) }, dtype: .float64))
    }
    let fused = fuseLinearBnEval(layer, statistics(BatchNorm1d(3)))
    #expect(fused.weight.isClose(to: [0, 0, 0.307693, 0.018941, -0.348116, -0.556165]))
    #expect(fused.bias!.isClose(to: [0.841471, 1.146683, 0.268012]))
  }
}
