import Autograd
import Foundation
import NN
import Testing

/// A way to average, and what PyTorch 2.15 has after three models: the bias of the first layer, the running mean, the count of batches.
private struct Averaging: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bias: [Float]
  let mean: [Float]
  let batches: Int
  let make: @Sendable (Sequential, Sequential) -> AveragedModel<Sequential>

  static let all = [
    Averaging(testDescription: "the mean of all", bias: [4.333333, 3.873636, 2.917186], mean: [6, 6, 6], batches: 6) {
      AveragedModel($0, into: $1)
    },
    Averaging(testDescription: "an exponential average", bias: [2.68, 2.220302, 1.263853], mean: [6, 6, 6], batches: 6) {
      AveragedModel($0, into: $1, average: AveragedModel<Sequential>.exponentialAverage(decay: 0.9))
    },
    Averaging(testDescription: "buffers too", bias: [5, 4.540302, 3.583853], mean: [4, 4, 4], batches: 4) {
      AveragedModel($0, into: $1, useBuffers: true, average: AveragedModel<Sequential>.exponentialAverage(decay: 0.5))
    },
  ]
}

@Suite("Averaged models")
struct AveragedModelTests {
  private func model() -> Sequential { Sequential(Linear(2, 3), BatchNorm1d(3)) }

  @Test("three models give PyTorch's averages", arguments: Averaging.all.indices)
  func averages(_ place: Int) {
    let averaging = Averaging.all[place]
    let model = model()
    noGrad { _ = (model[0] as! Linear).bias!.copy_(Tensor((0..<3).map { cos(Double($0)) }, dtype: .float64)) }
    let averaged = averaging.make(model, self.model())
    let norm = model[1] as! BatchNorm1d
    for step in 1...3 {
      noGrad { for parameter in model.parameters() { parameter.add_(step) } }
      norm.runningMean!.add_(step)
      norm.numBatchesTracked!.add_(step)
      averaged.updateParameters(model)
    }
    #expect((averaged.module[0] as! Linear).bias!.isClose(to: averaging.bias))
    let averagedNorm = averaged.module[1] as! BatchNorm1d
    #expect(averagedNorm.runningMean!.isClose(to: averaging.mean))
    #expect(averagedNorm.numBatchesTracked!.item(as: Int.self) == averaging.batches)
    #expect(averaged.nAveraged.item(as: Int.self) == 3)
    #expect(averaged.stateDict().keys.prefix(2) == ["n_averaged", "module.0.weight"])
    #expect("\(averaged)".hasPrefix("AveragedModel(\n  (module): Sequential(\n"))
  }

  @Test("a normalisation's statistics become those of all batches, and its settings stay")
  func batchNorm() {
    let norm = BatchNorm1d(2, momentum: 0.3)
    _ = norm(Tensor.ones(4, 2))
    norm.eval()
    let batches = (0..<3).map { j in Tensor((0..<3).map { i in [sin(Double(i + j)), cos(Double(2 * i + j))] }) }
    updateBn(batches, norm)
    // torch.optim.swa_utils.update_bn of PyTorch 2.15.
    #expect(norm.runningMean!.isClose(to: [0.437363, -0.038382]) && norm.runningVar!.isClose(to: [0.377607, 0.743407]))
    #expect(norm.momentum == 0.3 && !norm.training && norm.numBatchesTracked!.item() == 3)
  }
}
