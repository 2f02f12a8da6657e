import Autograd
import NN

extension ModuleTable {
  mutating func addNormalizations() {
    on("BatchNorm1d") { a in
      BatchNorm1d(
        try a.int("num_features"), eps: try a.optionalDouble("eps") ?? 1e-5, momentum: try a.momentum(),
        affine: try a.flag("affine", true), trackRunningStats: try a.flag("track_running_stats", true), bias: try a.flag("bias", true))
    }
    on("InstanceNorm1d") { a in
      InstanceNorm1d(
        try a.int("num_features"), eps: try a.optionalDouble("eps") ?? 1e-5, momentum: try a.momentum(),
        affine: try a.flag("affine", false), trackRunningStats: try a.flag("track_running_stats", false), bias: try a.flag("bias", true))
    }
    on("BatchNorm2d") { a in
      BatchNorm2d(
        try a.int("num_features"), eps: try a.optionalDouble("eps") ?? 1e-5, momentum: try a.momentum(),
        affine: try a.flag("affine", true), trackRunningStats: try a.flag("track_running_stats", true), bias: try a.flag("bias", true))
    }
    on("InstanceNorm2d") { a in
      InstanceNorm2d(
        try a.int("num_features"), eps: try a.optionalDouble("eps") ?? 1e-5, momentum: try a.momentum(),
        affine: try a.flag("affine", false), trackRunningStats: try a.flag("track_running_stats", false), bias: try a.flag("bias", true))
    }
    on("BatchNorm3d") { a in
      BatchNorm3d(
        try a.int("num_features"), eps: try a.optionalDouble("eps") ?? 1e-5, momentum: try a.momentum(),
        affine: try a.flag("affine", true), trackRunningStats: try a.flag("track_running_stats", true), bias: try a.flag("bias", true))
    }
    on("InstanceNorm3d") { a in
      InstanceNorm3d(
        try a.int("num_features"), eps: try a.optionalDouble("eps") ?? 1e-5, momentum: try a.momentum(),
        affine: try a.flag("affine", false), trackRunningStats: try a.flag("track_running_stats", false), bias: try a.flag("bias", true))
    }
    on("LayerNorm") { a in
      LayerNorm(
        try a.extent("normalized_shape"), eps: try a.optionalDouble("eps") ?? 1e-5,
        elementwiseAffine: try a.flag("elementwise_affine", true), bias: try a.flag("bias", true))
    }
    on("RMSNorm", ["x"]) { a in
      RMSNorm(
        try a.extent("normalized_shape"), eps: try a.optionalDouble("eps"), elementwiseAffine: try a.flag("elementwise_affine", true))
    }
    on("GroupNorm") { a in
      GroupNorm(
        try a.int("num_groups"), try a.int("num_channels"), eps: try a.optionalDouble("eps") ?? 1e-5, affine: try a.flag("affine", true),
        bias: try a.flag("bias", true))
    }
    on("LocalResponseNorm") { a in
      LocalResponseNorm(
        try a.int("size"), alpha: try a.number("alpha", 0.0001), beta: try a.number("beta", 0.75), k: try a.number("k", 1.0))
    }
  }
}

extension Arguments {
  /// None is another thing than nothing: the mean of all batches.
  fileprivate func momentum() throws(ArgumentError) -> Double? {
    named("momentum") == nil ? 0.1 : try optionalDouble("momentum")
  }
}
