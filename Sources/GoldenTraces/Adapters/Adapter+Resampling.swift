import Autograd

/// Images at other sizes and other places.
extension Adapter {
  mutating func addResampling() {
    single(
      "nn.functional.interpolate",
      parameters: ["input", "size", "scale_factor", "mode", "align_corners", "recompute_scale_factor", "antialias"]
    ) { a in
      let name = try a.optionalString("mode") ?? "nearest"
      guard let mode = InterpolationMode(rawValue: name) else { throw ArgumentError("no interpolation mode is called \(name)") }
      return try a.tensor("input").interpolate(
        size: try a.optionalExtent("size"), scaleFactor: try a.optionalScaleFactor("scale_factor"), mode: mode,
        alignCorners: try a.optionalBool("align_corners"), recomputeScaleFactor: try a.optionalBool("recompute_scale_factor"),
        antialias: try a.optionalBool("antialias") ?? false)
    }
    single("nn.functional.upsample_nearest", parameters: ["input", "size", "scale_factor"]) { a in
      try a.tensor("input").upsampleNearest(
        size: try a.optionalExtent("size"), scaleFactor: try a.optionalScaleFactor("scale_factor"))
    }
    single("nn.functional.upsample_bilinear", parameters: ["input", "size", "scale_factor"]) { a in
      try a.tensor("input").upsampleBilinear(
        size: try a.optionalExtent("size"), scaleFactor: try a.optionalScaleFactor("scale_factor"))
    }
    single("nn.functional.unfold", parameters: ["input", "kernel_size", "dilation", "padding", "stride"]) { a in
      try a.tensor("input").unfold(
        kernelSize: try a.extent("kernel_size"), dilation: try a.optionalExtent("dilation") ?? 1,
        padding: try a.optionalExtent("padding") ?? 0, stride: try a.optionalExtent("stride") ?? 1)
    }
    single("nn.functional.fold", parameters: ["input", "output_size", "kernel_size", "dilation", "padding", "stride"]) { a in
      try a.tensor("input").fold(
        outputSize: try a.extent("output_size"), kernelSize: try a.extent("kernel_size"),
        dilation: try a.optionalExtent("dilation") ?? 1, padding: try a.optionalExtent("padding") ?? 0,
        stride: try a.optionalExtent("stride") ?? 1)
    }
    single("nn.functional.grid_sample", parameters: ["input", "grid", "mode", "padding_mode", "align_corners"]) { a in
      try a.tensor("input").gridSample(
        try a.tensor("grid"), mode: try a.sampleMode(try a.optionalString("mode") ?? "bilinear"),
        paddingMode: try a.samplePadding(try a.optionalString("padding_mode") ?? "zeros"),
        alignCorners: try a.optionalBool("align_corners") ?? false)
    }
    for name in ["grid_sampler_2d", "grid_sampler_3d"] {
      single(name, parameters: ["input", "grid", "interpolation_mode", "padding_mode", "align_corners"]) { a in
        guard let mode = GridSampleMode(number: try a.int("interpolation_mode")),
          let padding = GridSamplePadding(number: try a.int("padding_mode"))
        else { throw ArgumentError("no mode has this number") }
        return try a.tensor("input").gridSample(
          try a.tensor("grid"), mode: mode, paddingMode: padding, alignCorners: try a.bool("align_corners"))
      }
    }
    single("nn.functional.affine_grid", parameters: ["theta", "size", "align_corners"]) { a in
      try a.tensor("theta").affineGrid(try a.ints("size"), alignCorners: try a.optionalBool("align_corners") ?? false)
    }
    single("nn.functional.local_response_norm", parameters: ["input", "size", "alpha", "beta", "k"]) { a in
      try a.tensor("input").localResponseNorm(
        try a.int("size"), alpha: try a.optionalDouble("alpha") ?? 1e-4, beta: try a.optionalDouble("beta") ?? 0.75,
        k: try a.optionalDouble("k") ?? 1)
    }
  }
}

extension Arguments {
  fileprivate func sampleMode(_ name: String) throws(ArgumentError) -> GridSampleMode {
    guard let mode = GridSampleMode(rawValue: name) else { throw ArgumentError("no sampling mode is called \(name)") }
    return mode
  }

  fileprivate func samplePadding(_ name: String) throws(ArgumentError) -> GridSamplePadding {
    guard let padding = GridSamplePadding(rawValue: name) else { throw ArgumentError("no padding mode is called \(name)") }
    return padding
  }

  /// A factor for all dimensions or a list with one for each, or nil for None.
  func optionalScaleFactor(_ name: String) throws(ArgumentError) -> ScaleFactor? {
    guard isList(name) else { return try optionalDouble(name).map { .all($0) } }
    guard case .list(let elements) = try require(name) else { return nil }
    var factors: [Double] = []
    for element in elements {
      switch element {
      case .float(let value): factors.append(value)
      case .integer(let value): factors.append(Double(value))
      default: throw ArgumentError("argument '\(name)' holds \(element), not a number")
      }
    }
    return .each(factors)
  }
}
