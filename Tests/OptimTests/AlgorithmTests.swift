import Autograd
import Optim
import Testing

@Suite("What a step computes")
struct AlgorithmTests {
  /// Muon computes in bfloat16, where a sum in another order shows in the third digit.
  private func tolerance(_ algorithm: Algorithm) -> Float { algorithm.name.hasPrefix("Muon") ? 2e-3 : 2e-6 }

  @Test("ten steps give PyTorch's parameter", arguments: Algorithm.all)
  func values(_ algorithm: Algorithm) {
    let p = Algorithm.parameter()
    Algorithm.takeSteps(algorithm.make([p]), p, 0..<10)
    for (value, expected) in zip(p.floats, algorithm.values) {
      #expect(abs(value - expected) <= tolerance(algorithm) * max(1, abs(expected)), "\(p.floats)")
    }
  }

  @Test("a state taken up by another optimizer goes on to the same bits", arguments: Algorithm.all)
  func resuming(_ algorithm: Algorithm) throws {
    let whole = Algorithm.parameter()
    Algorithm.takeSteps(algorithm.make([whole]), whole, 0..<10)
    let first = Algorithm.parameter()
    let optimizer = algorithm.make([first])
    Algorithm.takeSteps(optimizer, first, 0..<4)
    let second = first.detach().clone().requiresGrad_()
    let successor = algorithm.make([second])
    try successor.loadStateDict(optimizer.stateDict())
    // The tensors are copies: the first optimizer's next step changes nothing of the second's.
    Algorithm.takeSteps(optimizer, first, 4..<5)
    Algorithm.takeSteps(successor, second, 4..<10)
    #expect(second.floats.map(\.bitPattern) == whole.floats.map(\.bitPattern))
  }

  @Test("in float64 too", arguments: Algorithm.all)
  func resumingInFloat64(_ algorithm: Algorithm) throws {
    func step(_ optimizer: Optimizer, _ p: Tensor, _ steps: Range<Int>) {
      for t in steps {
        p.grad = Tensor((0..<6).map { Double(($0 * 7 + t * 3) % 11 - 5) / 8 }, dtype: .float64).view(2, 3)
        optimizer.step()
      }
    }
    func parameter() -> Tensor { Algorithm.parameter().detach().to(.float64).requiresGrad_() }
    let whole = parameter()
    step(algorithm.make([whole]), whole, 0..<8)
    let first = parameter()
    let optimizer = algorithm.make([first])
    step(optimizer, first, 0..<4)
    let second = first.detach().clone().requiresGrad_()
    let successor = algorithm.make([second])
    try successor.loadStateDict(optimizer.stateDict())
    step(successor, second, 4..<8)
    #expect(second.detach().array(of: Double.self) == whole.detach().array(of: Double.self))
  }

  @Test(
    "Adam in one pass over memory and Adam in operators give the same bits", arguments: [false, true], [DType.float32, .float64])
  func fusedAdam(amsgrad: Bool, dtype: DType) {
    for (weightDecay, isDecoupled, betas) in [(0, false, (0.9, 0.999)), (0.1, false, (0.3, 0.6)), (0.1, true, (0.9, 0.99))] {
      manualSeed(3)
      let start = Tensor.randn([37, 41], dtype: dtype)
      // A gradient in another layout than the parameter's goes the way of the operators.
      let (fused, plain) = (start.clone().requiresGrad_(), start.clone().requiresGrad_())
      let optimizers = [fused, plain].map {
        Adam(
          [$0], lr: 0.01, betas: betas, weightDecay: weightDecay, amsgrad: amsgrad, maximize: isDecoupled,
          decoupledWeightDecay: isDecoupled)
      }
      for _ in 0..<5 {
        let gradient = Tensor.randn([37, 41], dtype: dtype)
        fused.grad = gradient
        plain.grad = gradient.t().contiguous().t()
        for optimizer in optimizers { optimizer.step() }
      }
      #expect(fused.equal(plain))
      #expect(fused.version == plain.version)
    }
  }

  @Test("Adam takes parameters of half precision, and empty ones")
  func otherDTypes() {
    let p = Tensor([1.0, -2.0], dtype: .bfloat16, requiresGrad: true)
    let empty = Tensor.zeros([0, 3], requiresGrad: true)
    p.grad = Tensor([0.5, 0.25], dtype: .bfloat16)
    empty.grad = Tensor.zeros([0, 3])
    let optimizer = Adam([p, empty], lr: 0.1)
    optimizer.step()
    // torch.optim.Adam of PyTorch 2.15 gives 0.8984 and -2.0938.
    #expect(p.detach().to(.float32).array(of: Float.self) == [0.8984375, -2.09375])
    #expect(optimizer.state[p]["exp_avg"]?.tensor?.dtype == .bfloat16)
  }
}
