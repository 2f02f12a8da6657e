import Autograd

/// What convolutions and transposed convolutions share: settings, weights, and how they are printed.
open class ConvolutionLayer: Module {
  /// How many channels the input has.
  public internal(set) final var inChannels: Int
  /// How many channels the output has.
  public final let outChannels: Int
  /// The size of the filters, by dimension.
  public final let kernelSize: [Int]
  /// How far the filters' places lie apart, by dimension.
  public final let stride: [Int]
  /// What is added at the edges.
  public final let padding: ConvolutionPadding
  /// How far a filter's elements lie apart, by dimension.
  public final let dilation: [Int]
  /// How much is added to the size of a transposed convolution's output, by dimension.
  public final let outputPadding: [Int]
  /// In how many groups the channels are, none of which sees the others.
  public final let groups: Int
  /// What the added elements are; `.constant` for zeros.
  public final let paddingMode: PaddingMode
  final let isTransposed: Bool
  /// The filters: (outChannels, inChannels / groups, kernel...), or (inChannels, outChannels / groups, kernel...) of a transposed one.
  public final var weight: Parameter
  /// (outChannels).
  public final var bias: Parameter?

  init(
    _ inChannels: Int, _ outChannels: Int, _ settings: Settings, rank: Int, bias: Bool, dtype: DType, device: Device, at site: CallSite
  ) {
    self.inChannels = inChannels
    self.outChannels = outChannels
    kernelSize = settings.kernelSize.values(rank)
    stride = settings.stride.values(rank)
    padding = settings.padding
    dilation = settings.dilation.values(rank)
    outputPadding = settings.outputPadding.values(rank)
    groups = settings.groups
    paddingMode = settings.paddingMode
    isTransposed = settings.isTransposed
    settings.check(inChannels, outChannels, rank: rank, at: site)
    weight = Parameter(Tensor.empty([0], dtype: dtype, device: device))
    self.bias = bias ? Parameter(Tensor.empty([outChannels], dtype: dtype, device: device)) : nil
    super.init()
    weight.data = Tensor.empty(weightShape, dtype: dtype, device: device)
  }

  /// What a convolution is made with besides its channels.
  struct Settings {
    var kernelSize: Extent
    var stride: Extent
    var padding: ConvolutionPadding
    var dilation: Extent
    var outputPadding: Extent = 0
    var groups: Int
    var paddingMode: PaddingMode
    var isTransposed = false

    func check(_ inChannels: Int, _ outChannels: Int, rank: Int, at site: CallSite) {
      if groups <= 0 { fail("groups must be a positive integer", at: site) }
      if inChannels % groups != 0 { fail("in_channels must be divisible by groups", at: site) }
      if outChannels % groups != 0 { fail("out_channels must be divisible by groups", at: site) }
      if padding == .same && stride.values(rank).contains(where: { $0 != 1 }) {
        fail("padding='same' is not supported for strided convolutions", at: site)
      }
      if isTransposed && paddingMode != .constant { fail("Only \"zeros\" padding mode is supported for ConvTranspose\(rank)d", at: site) }
    }
  }

  /// The shape of the weights for the channels as they are.
  final var weightShape: [Int] {
    (isTransposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups]) + kernelSize
  }

  /// Draws the weights and biases anew, uniformly from ±1/√(inputs of a filter).
  open func resetParameters() {
    Init.kaimingUniform_(weight, a: (5.0).squareRoot())
    guard let bias else { return }
    let inputs = Fans(of: weight).input
    if inputs == 0 { return }
    let bound = 1 / Double(inputs).squareRoot()
    Init.uniform_(bias, -bound, bound)
  }

  /// `1, 4, kernel_size=(3, 3), stride=(1, 1)`, and what is not as by default.
  open override var extraRepr: String {
    let rank = kernelSize.count
    var parts = ["\(inChannels), \(outChannels)", "kernel_size=\(Printed.tuple(kernelSize))", "stride=\(Printed.tuple(stride))"]
    switch padding {
    case .zeros(let extent):
      let values = extent.values(rank)
      if values.contains(where: { $0 != 0 }) { parts.append("padding=\(Printed.tuple(values))") }
    case .same: parts.append("padding=same")
    case .valid: parts.append("padding=valid")
    }
    if dilation.contains(where: { $0 != 1 }) { parts.append("dilation=\(Printed.tuple(dilation))") }
    if outputPadding.contains(where: { $0 != 0 }) { parts.append("output_padding=\(Printed.tuple(outputPadding))") }
    if groups != 1 { parts.append("groups=\(groups)") }
    if bias == nil { parts.append("bias=False") }
    if paddingMode != .constant { parts.append("padding_mode=\(paddingMode.rawValue)") }
    return parts.joined(separator: ", ")
  }
}
