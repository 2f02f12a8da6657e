import Autograd
import NN

extension ModuleTable {
  mutating func addShapes() {
    on("Flatten") { a in Flatten(try a.optionalInt("start_dim") ?? 1, try a.optionalInt("end_dim") ?? -1) }
    on("Unflatten") { a in Unflatten(try a.int("dim"), try a.ints("unflattened_size")) }
    on("PixelShuffle") { a in PixelShuffle(try a.int("upscale_factor")) }
    on("PixelUnshuffle") { a in PixelUnshuffle(try a.int("downscale_factor")) }
    on("ChannelShuffle") { a in ChannelShuffle(try a.int("groups")) }
    on("Fold") { a in
      Fold(
        try a.extent("output_size"), try a.extent("kernel_size"), dilation: try a.optionalExtent("dilation") ?? 1,
        padding: try a.optionalExtent("padding") ?? 0, stride: try a.optionalExtent("stride") ?? 1)
    }
    on("Unfold") { a in
      Unfold(
        try a.extent("kernel_size"), dilation: try a.optionalExtent("dilation") ?? 1, padding: try a.optionalExtent("padding") ?? 0,
        stride: try a.optionalExtent("stride") ?? 1)
    }
  }
}
