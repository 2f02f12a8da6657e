import Autograd
import Optim
import Testing

@Suite("LBFGS")
struct LBFGSTests {
  /// Rosenbrock's valley, from (-1.5, 2), four steps of at most eight directions: the losses, where it ended, how many evaluations.
  private func descend(
    _ dtype: DType, lr: Double, _ search: LBFGS.LineSearch?, maximize: Bool = false
  ) -> (losses: [Double], x: [Double], evaluations: Int, optimizer: LBFGS) {
    let x = Tensor([-1.5, 2.0], dtype: dtype, requiresGrad: true)
    let optimizer = LBFGS([x], lr: lr, maxIter: 8, historySize: 5, lineSearchFn: search, maximize: maximize)
    var evaluations = 0
    let losses = (0..<4).map { _ in
      optimizer.step { loss(x, optimizer, maximize: maximize, &evaluations) }.item()
    }
    return (losses, x.detach().to(.float64).array(of: Double.self), evaluations, optimizer)
  }

  private func loss(_ x: Tensor, _ optimizer: Optimizer, maximize: Bool, _ evaluations: inout Int) -> Tensor {
    evaluations += 1
    optimizer.zeroGrad()
    var loss = (1 - x[0]).pow(2) + 100 * (x[1] - x[0].pow(2)).pow(2)
    if maximize { loss = -loss }
    try! loss.backward()
    return loss
  }

  private func expectClose(_ values: [Double], _ expected: [Double], _ tolerance: Double) {
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) <= tolerance * abs(expected), "\(values)") }
  }

  // The figures are those of PyTorch 2.15.

  @Test("with steps of a fixed length it goes PyTorch's way", arguments: [false, true])
  func fixedLength(maximize: Bool) {
    let run = descend(.float64, lr: 0.002, nil, maximize: maximize)
    let losses = [12.5, 12.075184884074936, 11.887691896048425, 11.705724465557338]
    expectClose(run.losses, losses.map { maximize ? -$0 : $0 }, 1e-12)
    expectClose(run.x, [-1.4941809026213366, 2.002181247914751], 1e-12)
    #expect(run.evaluations == 32)
  }

  @Test("with a line search it goes PyTorch's way", arguments: [false, true])
  func lineSearch(maximize: Bool) {
    let run = descend(.float64, lr: 1, .strongWolfe, maximize: maximize)
    let losses = [12.5, 5.492581202665312, 2.3733673954551224, 0.6805037777670718]
    expectClose(run.losses, losses.map { maximize ? -$0 : $0 }, 1e-9)
    expectClose(run.x, [0.6478366386606724, 0.4182718464742899], 1e-9)
    #expect(run.evaluations == 40)
  }

  @Test("in float32 it goes PyTorch's way, until the rounding of inner products tells")
  func singlePrecision() {
    let run = descend(.float32, lr: 1, .strongWolfe)
    expectClose(Array(run.losses.prefix(2)), [12.5, 5.492613792419434], 1e-5)
    #expect(run.optimizer.stateDict().state[0]?["d"]?.tensor?.dtype == .float32)
  }

  @Test("its state has PyTorch's names and goes on exactly")
  func state() throws {
    let x = Tensor([-1.5, 2.0], dtype: .float64, requiresGrad: true)
    var evaluations = 0
    let first = LBFGS([x], maxIter: 4, historySize: 3, lineSearchFn: .strongWolfe)
    for _ in 0..<2 { first.step { loss(x, first, maximize: false, &evaluations) } }
    let state = first.stateDict()
    #expect(
      state.state[0]?.names == [
        "func_evals", "n_iter", "al", "d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss",
      ])
    let z = x.detach().clone().requiresGrad_()
    let second = LBFGS([z], maxIter: 4, historySize: 3, lineSearchFn: .strongWolfe)
    try second.loadStateDict(state)
    for _ in 0..<3 {
      first.step { loss(x, first, maximize: false, &evaluations) }
      second.step { loss(z, second, maximize: false, &evaluations) }
    }
    #expect(x.equal(z))
  }

  @Test("a state of another size is refused")
  func refusal() throws {
    let run = descend(.float64, lr: 1, .strongWolfe)
    let other = LBFGS([Tensor([1.0, 2.0, 3.0], requiresGrad: true)])
    #expect(
      textThrown { try other.loadStateDict(run.optimizer.stateDict()) }
        == "loaded state dict: size mismatch for 'd' of parameter 0: the state has a shape of [2], the optimizer needs [3]")
    var state = run.optimizer.stateDict()
    state.state[0]?["ro"] = []
    #expect(throws: OptimizerError.self) { try run.optimizer.loadStateDict(state) }
  }

  @Test("what the closure throws comes through, with the steps before it done")
  func throwing() {
    struct Interruption: Error {}
    let x = Tensor([1.0], requiresGrad: true)
    let optimizer = LBFGS([x], lr: 0.1)
    var calls = 0
    #expect(throws: Interruption.self) {
      try optimizer.step {
        calls += 1
        if calls == 3 { throw Interruption() }
        optimizer.zeroGrad()
        let loss = x.pow(2).sum()
        try loss.backward()
        return loss
      }
    }
    #expect(x.floats[0] < 1)
    #expect(isGradEnabled)
  }
}
