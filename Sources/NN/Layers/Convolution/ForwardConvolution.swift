import Autograd

/// What the convolutions of one, two and three dimensions share.
open class ForwardConvolution: ConvolutionLayer {
  /// What is added at the edges where it isn't zeros: those of the last dimension first, each before and after.
  private final var edges: [Int] {
    let sides: [(before: Int, after: Int)]
    switch padding {
    case .zeros(let extent): sides = extent.values(kernelSize.count).map { ($0, $0) }
    case .valid: sides = kernelSize.map { _ in (0, 0) }
    case .same:
      sides = zip(kernelSize, dilation).map { size, dilation in
        let total = dilation * (size - 1)
        return (total / 2, total - total / 2)
      }
    }
    return sides.reversed().flatMap { [$0.before, $0.after] }
  }

  /// The input with its edges, unless they are zeros, which the convolution adds itself; and what is left to add.
  final func padded(_ input: Tensor) -> (Tensor, ConvolutionPadding) {
    paddingMode == .constant ? (input, padding) : (input.pad(edges, mode: paddingMode), 0)
  }
}
