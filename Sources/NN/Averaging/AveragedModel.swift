import Autograd

/// A model whose parameters are the averages of another one's, as that is trained: PyTorch's `torch.optim.swa_utils.AveragedModel`.
///
/// For stochastic weight averaging (Izmailov et al., 2018) and exponential moving averages (Polyak and Juditsky, 1992).
///
///     let model = Net(), averaged = AveragedModel(model, into: Net())
///     for epoch in 0..<300 {
///       train(model)
///       if epoch > 160 { averaged.updateParameters(model) }
///     }
///     updateBn(batches, averaged)
///
/// PyTorch copies the model. A Swift object has no copy that somebody else could make: so a second one, of the same layers, is handed in,
/// and takes over the model's values.
open class AveragedModel<Model: Module>: Module {
  /// Computes the next average of an average, a model's tensor, and how many models the average is of.
  public typealias Average = (_ averaged: Tensor, _ current: Tensor, _ count: Tensor) -> Tensor

  /// The model with the averages.
  public final let module: Model
  /// How many models the averages are of: a single int64.
  public final var nAveraged: Buffer
  /// Whether buffers are averaged too; else they are copied.
  public final let useBuffers: Bool
  private let average: Average

  /// Averages that begin with the model's values.
  ///
  /// - Parameters:
  ///   - model: The model that is trained.
  ///   - copy: A model of the same layers, which takes over the values.
  ///   - useBuffers: Whether buffers are averaged too; else they are copied.
  ///   - average: How an average goes on; the mean of all models, if left out. See `exponentialAverage(decay:)`.
  /// - Precondition: The two have the same parameters and buffers, by name and shape, and are not the same.
  public init(
    _ model: Model, into copy: Model, useBuffers: Bool = false, average: @escaping Average = AveragedModel.equalAverage,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let site = CallSite(file, line)
    if model === copy { fail("AveragedModel needs a second model to keep the averages in, and got the same one twice", at: site) }
    module = copy
    nAveraged = Buffer(Tensor.zeros([], dtype: .int64))
    self.useBuffers = useBuffers
    self.average = average
    super.init()
    do throws(StateDictError) { try copy.loadStateDict(model.stateDict()) } catch { fail("AveragedModel: \(error)", at: site) }
    copy.train(model.training)
    for (ours, theirs) in zip(copy.parameters(), model.parameters()) { ours.requiresGrad_(theirs.requiresGrad) }
  }

  /// The mean of all models so far: PyTorch's `get_swa_avg_fn()`.
  public static func equalAverage(_ averaged: Tensor, _ current: Tensor, _ count: Tensor) -> Tensor {
    averaged + (current - averaged) / (count + 1)
  }

  /// An average in which a model counts `decay` times as much as the next one: PyTorch's `get_ema_avg_fn(decay)`.
  ///
  /// - Precondition: `decay` is from 0 to 1.
  public static func exponentialAverage(decay: Double = 0.999, file: StaticString = #filePath, line: UInt = #line) -> Average {
    if !(0...1).contains(decay) {
      fail("Invalid decay value \(decay) provided. Please provide a value in [0,1] range.", at: CallSite(file, line))
    }
    return { averaged, current, _ in averaged * decay + current * (1 - decay) }
  }

  /// Takes the model's values into the averages.
  open func updateParameters(_ model: Model) {
    noGrad {
      let isFirst = nAveraged.item(as: Int.self) == 0
      func update(_ averaged: Tensor, _ current: Tensor) {
        let current = current.detach().to(averaged.device)
        averaged.copy_(isFirst ? current : average(averaged.detach(), current, nAveraged))
      }
      for (averaged, current) in zip(module.parameters(), model.parameters()) { update(averaged, current) }
      for (averaged, current) in zip(module.buffers(), model.buffers()) {
        if useBuffers { update(averaged, current) } else { averaged.copy_(current) }
      }
      nAveraged.add_(1)
    }
  }

  /// What the averaged model computes.
  open override func forward(_ input: Tensor) -> Tensor { module.run(input) }

  /// What the averaged model computes of two inputs.
  open override func forward(_ first: Tensor, _ second: Tensor) -> Tensor { module.run(first, second) }

  /// What the averaged model computes of three inputs.
  open override func forward(_ first: Tensor, _ second: Tensor, _ third: Tensor) -> Tensor { module.run(first, second, third) }

  /// `AveragedModel`, whatever model it averages.
  open override var name: String { "AveragedModel" }
}
