import Autograd
import NN

extension ModuleTable {
  mutating func addPooling() {
    on("AvgPool1d") { a in
      AvgPool1d(
        try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0,
        ceilMode: try a.flag("ceil_mode"), countIncludePad: try a.flag("count_include_pad", true))
    }
    on("AvgPool2d") { a in
      AvgPool2d(
        try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0,
        ceilMode: try a.flag("ceil_mode"), countIncludePad: try a.flag("count_include_pad", true),
        divisorOverride: try a.optionalInt("divisor_override"))
    }
    on("FractionalMaxPool2d") { a in
      FractionalMaxPool2d(
        try a.extent("kernel_size"), outputSize: try a.optionalExtent("output_size"),
        outputRatio: try a.optionalScaleFactor("output_ratio"),
        randomSamples: try a.optionalTensor("_random_samples"))
    } withIndices: {
      ($0 as! FractionalMaxPool2d).withIndices($1)
    }
    on("AvgPool3d") { a in
      AvgPool3d(
        try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0,
        ceilMode: try a.flag("ceil_mode"), countIncludePad: try a.flag("count_include_pad", true),
        divisorOverride: try a.optionalInt("divisor_override"))
    }
    on("FractionalMaxPool3d") { a in
      FractionalMaxPool3d(
        try a.extent("kernel_size"), outputSize: try a.optionalExtent("output_size"),
        outputRatio: try a.optionalScaleFactor("output_ratio"),
        randomSamples: try a.optionalTensor("_random_samples"))
    } withIndices: {
      ($0 as! FractionalMaxPool3d).withIndices($1)
    }
    on("MaxPool1d") { a in
      MaxPool1d(
        try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0,
        dilation: try a.optionalExtent("dilation") ?? 1, ceilMode: try a.flag("ceil_mode"))
    } withIndices: {
      ($0 as! MaxPool1d).withIndices($1)
    }
    on("MaxUnpool1d", ["input", "indices"]) { a in
      MaxUnpool1d(try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0)
    }
    on("AdaptiveAvgPool1d") { a in AdaptiveAvgPool1d(try a.adaptiveSize()) }
    on("AdaptiveMaxPool1d") { a in
      AdaptiveMaxPool1d(try a.adaptiveSize())
    } withIndices: {
      ($0 as! AdaptiveMaxPool1d).withIndices($1)
    }
    on("LPPool1d") { a in
      LPPool1d(
        try a.number("norm_type"), try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), ceilMode: try a.flag("ceil_mode"))
    }
    on("MaxPool2d") { a in
      MaxPool2d(
        try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0,
        dilation: try a.optionalExtent("dilation") ?? 1, ceilMode: try a.flag("ceil_mode"))
    } withIndices: {
      ($0 as! MaxPool2d).withIndices($1)
    }
    on("MaxUnpool2d", ["input", "indices"]) { a in
      MaxUnpool2d(try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0)
    }
    on("AdaptiveAvgPool2d") { a in AdaptiveAvgPool2d(try a.adaptiveSize()) }
    on("AdaptiveMaxPool2d") { a in
      AdaptiveMaxPool2d(try a.adaptiveSize())
    } withIndices: {
      ($0 as! AdaptiveMaxPool2d).withIndices($1)
    }
    on("LPPool2d") { a in
      LPPool2d(
        try a.number("norm_type"), try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), ceilMode: try a.flag("ceil_mode"))
    }
    on("MaxPool3d") { a in
      MaxPool3d(
        try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0,
        dilation: try a.optionalExtent("dilation") ?? 1, ceilMode: try a.flag("ceil_mode"))
    } withIndices: {
      ($0 as! MaxPool3d).withIndices($1)
    }
    on("MaxUnpool3d", ["input", "indices"]) { a in
      MaxUnpool3d(try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), padding: try a.optionalExtent("padding") ?? 0)
    }
    on("AdaptiveAvgPool3d") { a in AdaptiveAvgPool3d(try a.adaptiveSize()) }
    on("AdaptiveMaxPool3d") { a in
      AdaptiveMaxPool3d(try a.adaptiveSize())
    } withIndices: {
      ($0 as! AdaptiveMaxPool3d).withIndices($1)
    }
    on("LPPool3d") { a in
      LPPool3d(
        try a.number("norm_type"), try a.extent("kernel_size"), stride: try a.optionalExtent("stride"), ceilMode: try a.flag("ceil_mode"))
    }
  }
}

extension ModuleTable {
  /// A pooling, which gives the places too where the trace asks for them.
  private mutating func on(
    _ name: String, _ make: @escaping @Sendable (Arguments) throws -> Module,
    withIndices: @escaping @Sendable (Module, Tensor) -> (values: Tensor, indices: Tensor)
  ) {
    on(name) { a in
      let givesIndices = try a.flag("return_indices")
      return TracedModule(module: try make(a)) { module, a in
        let input = try a.tensor("input")
        if !givesIndices { return [module(input)] }
        let (values, indices) = withIndices(module, input)
        return [values, indices]
      }
    }
  }
}

extension Arguments {
  fileprivate func adaptiveSize() throws(ArgumentError) -> AdaptiveSize {
    isInteger("output_size") ? .all(try int("output_size")) : .each(try partialSizes("output_size"))
  }
}
