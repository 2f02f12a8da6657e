import Autograd
import Foundation
import NN
import Optim
import TensorFiles
import Testing

/// Whole programs of modules, losses, optimizers and files. The figures are those of PyTorch 2.15, with the same lines in Python.
@Suite("Programs")
struct ProgramTests {
  private let x = Tensor((0..<60).map { Float(($0 * 7) % 13 - 6) / 6 }).view(20, 3)
  private let y = Tensor((0..<20).map { Float(($0 * 5) % 11 - 5) / 4 }).view(20, 1)

  /// Halves of sines in place of random weights.
  private func filled<Net: Module>(_ net: Net) -> Net {
    for (k, parameter) in net.parameters().enumerated() {
      let values = (0..<parameter.numel).map { sin(0.7 * Double($0) + Double(k)) / 2 }
      noGrad { _ = parameter.copy_(Tensor(values, dtype: .float64).view(parameter.shape)) }
    }
    return net
  }

  private func train(_ net: Module, _ optimizer: Optimizer, steps: Int) throws -> [Double] {
    let criterion = MSELoss()
    return try (0..<steps).map { _ in
      optimizer.zeroGrad()
      let loss = criterion(net(x), y)
      try loss.backward()
      optimizer.step()
      return loss.item()
    }
  }

  private func expectClose(_ values: [Double], _ expected: [Double]) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) <= 1e-5 * max(abs(expected), 0.1), "\(values)") }
  }

  private func expectClose(_ tensor: Tensor, _ expected: [Double]) {
    expectClose(tensor.detach().array(of: Float.self).map(Double.init), expected)
  }

  @Test("a linear layer with SGD and MSELoss has PyTorch's losses over 100 steps")
  func linear() throws {
    let model = filled(Linear(3, 1))
    let losses = try train(model, SGD(model.parameters(), lr: 0.05), steps: 100)
    expectClose(
      stride(from: 0, to: 100, by: 11).map { losses[$0] },
      [0.92879474, 0.72561753, 0.67899859, 0.65642411, 0.64184034, 0.63180989, 0.6247856, 0.61981213, 0.61625534, 0.61368722])
    expectClose(model.weight, [-0.0168664, -0.0842673, -0.1658217])
    expectClose(model.bias!, [0.0363438])
  }

  @Test("with all but the last layer frozen, Adam changes that one, to PyTorch's figures, and nothing of the others")
  func frozen() throws {
    let last = Linear(4, 1)
    let model = filled(Sequential(Linear(3, 4), Tanh(), last))
    model.requiresGrad(false)
    last.requiresGrad()
    let before = model[0].stateDict().map { $0.value.clone() }
    let losses = try train(model, Adam(model.parameters().filter(\.requiresGrad), lr: 0.05), steps: 30)
    expectClose(
      stride(from: 0, to: 30, by: 5).map { losses[$0] }, [0.70451421, 0.62355542, 0.61084282, 0.61763245, 0.60882336, 0.60809231])
    expectClose(last.weight, [0.2626393, 0.2025518, -0.0051358, -0.7326216])
    expectClose(last.bias!, [-0.1064282])
    #expect(zip(before, model[0].stateDict().values).allSatisfy { $0.equal($1) })
    #expect(model[0].parameters().allSatisfy { $0.grad == nil })
  }

  @Test("a net with batch normalisation, trained, saved and loaded, gives the same in evaluation, and what PyTorch's gives")
  func batchNorm() throws {
    func net() -> Sequential { Sequential(Linear(3, 4), BatchNorm1d(4), ReLU(), Linear(4, 1)) }
    let model = filled(net())
    let losses = try train(model, SGD(model.parameters(), lr: 0.1), steps: 10)
    expectClose(
      losses, [0.99848109, 0.84285957, 0.7506333, 0.69483143, 0.660478, 0.63894624, 0.62628633, 0.61780012, 0.61195236, 0.60831726])
    let statistics = model[1] as! BatchNorm1d
    expectClose(statistics.runningMean!, [0.2706512, 0.3045621, 0.2429572, 0.0086589])
    expectClose(statistics.runningVar!, [0.4023806, 0.3766355, 0.4418754, 0.3988383])
    let output = noGrad { model.eval()(x) }
    expectClose(output.narrow(0, 0, 4), [0.0377101, -0.0060534, 0.0095616, -0.1037607])

    let folder = TemporaryFolder()
    try Checkpoint.save(CheckpointValue(model.stateDict()), to: folder.file("net.pt"))
    try Safetensors(model.stateDict()).save(to: folder.file("net.safetensors"))
    for state in [try Checkpoint.load(folder.file("net.pt")).stateDict(), try Safetensors.load(folder.file("net.safetensors")).tensors] {
      let other = net()
      #expect("\(try other.loadStateDict(state))" == "<All keys matched successfully>")
      #expect(noGrad { other.eval()(x) }.equal(output))
      #expect((other[1] as! BatchNorm1d).numBatchesTracked!.item() == 10)
      other.train()
      #expect(!noGrad { other(x) }.equal(output))
    }
  }
}
