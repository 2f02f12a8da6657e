import Autograd
import NN

extension ModuleTable {
  mutating func addConvolutions() {
    on("Conv1d") { a in
      Conv1d(
        try a.int("in_channels"), try a.int("out_channels"), try a.extent("kernel_size"), stride: try a.optionalExtent("stride") ?? 1,
        padding: try a.convolutionPadding("padding"), dilation: try a.optionalExtent("dilation") ?? 1,
        groups: try a.optionalInt("groups") ?? 1, bias: try a.flag("bias", true), paddingMode: try a.paddingMode())
    }
    on("ConvTranspose1d") { a in
      ConvTranspose1d(
        try a.int("in_channels"), try a.int("out_channels"), try a.extent("kernel_size"), stride: try a.optionalExtent("stride") ?? 1,
        padding: try a.optionalExtent("padding") ?? 0, outputPadding: try a.optionalExtent("output_padding") ?? 0,
        groups: try a.optionalInt("groups") ?? 1, bias: try a.flag("bias", true), dilation: try a.optionalExtent("dilation") ?? 1,
        paddingMode: try a.paddingMode())
    }
    on("Conv2d") { a in
      Conv2d(
        try a.int("in_channels"), try a.int("out_channels"), try a.extent("kernel_size"), stride: try a.optionalExtent("stride") ?? 1,
        padding: try a.convolutionPadding("padding"), dilation: try a.optionalExtent("dilation") ?? 1,
        groups: try a.optionalInt("groups") ?? 1, bias: try a.flag("bias", true), paddingMode: try a.paddingMode())
    }
    on("ConvTranspose2d") { a in
      ConvTranspose2d(
        try a.int("in_channels"), try a.int("out_channels"), try a.extent("kernel_size"), stride: try a.optionalExtent("stride") ?? 1,
        padding: try a.optionalExtent("padding") ?? 0, outputPadding: try a.optionalExtent("output_padding") ?? 0,
        groups: try a.optionalInt("groups") ?? 1, bias: try a.flag("bias", true), dilation: try a.optionalExtent("dilation") ?? 1,
        paddingMode: try a.paddingMode())
    }
    on("Conv3d") { a in
      Conv3d(
        try a.int("in_channels"), try a.int("out_channels"), try a.extent("kernel_size"), stride: try a.optionalExtent("stride") ?? 1,
        padding: try a.convolutionPadding("padding"), dilation: try a.optionalExtent("dilation") ?? 1,
        groups: try a.optionalInt("groups") ?? 1, bias: try a.flag("bias", true), paddingMode: try a.paddingMode())
    }
    on("ConvTranspose3d") { a in
      ConvTranspose3d(
        try a.int("in_channels"), try a.int("out_channels"), try a.extent("kernel_size"), stride: try a.optionalExtent("stride") ?? 1,
        padding: try a.optionalExtent("padding") ?? 0, outputPadding: try a.optionalExtent("output_padding") ?? 0,
        groups: try a.optionalInt("groups") ?? 1, bias: try a.flag("bias", true), dilation: try a.optionalExtent("dilation") ?? 1,
        paddingMode: try a.paddingMode())
    }
  }
}
