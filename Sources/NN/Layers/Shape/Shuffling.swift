import Autograd

/// Makes channels places, (N, C·r², H, W) to (N, C, H·r, W·r), after Shi et al. (2016): PyTorch's `nn.PixelShuffle`.
open class PixelShuffle: Module {
  /// By how much height and width grow.
  public final let upscaleFactor: Int

  /// A layer that enlarges by this factor.
  public init(_ upscaleFactor: Int) { self.upscaleFactor = upscaleFactor }

  /// The larger image.
  open override func forward(_ input: Tensor) -> Tensor { input.pixelShuffle(upscaleFactor) }

  /// `upscale_factor=2`.
  open override var extraRepr: String { "upscale_factor=\(upscaleFactor)" }
}

/// Makes places channels, the inverse of `PixelShuffle`: PyTorch's `nn.PixelUnshuffle`.
open class PixelUnshuffle: Module {
  /// By how much height and width shrink.
  public final let downscaleFactor: Int

  /// A layer that shrinks by this factor.
  public init(_ downscaleFactor: Int) { self.downscaleFactor = downscaleFactor }

  /// The smaller image.
  open override func forward(_ input: Tensor) -> Tensor { input.pixelUnshuffle(downscaleFactor) }

  /// `downscale_factor=2`.
  open override var extraRepr: String { "downscale_factor=\(downscaleFactor)" }
}

/// Mixes the channels of groups, (N, C, *): PyTorch's `nn.ChannelShuffle`.
open class ChannelShuffle: Module {
  /// How many groups there are.
  public final let groups: Int

  /// A layer that mixes so many groups.
  public init(_ groups: Int) { self.groups = groups }

  /// The channels in another order.
  open override func forward(_ input: Tensor) -> Tensor { input.channelShuffle(groups) }

  /// `groups=2`.
  open override var extraRepr: String { "groups=\(groups)" }
}
