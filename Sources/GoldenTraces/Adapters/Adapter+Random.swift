import Autograd

/// The random stream.
extension Adapter {
  mutating func addRandom() {
    statement("manual_seed", parameters: ["seed"]) { a in manualSeed(try a.int("seed")) }
    drawn("rand") { Tensor.rand($0, dtype: $1, device: $2, requiresGrad: $3) }
    drawn("randn") { Tensor.randn($0, dtype: $1, device: $2, requiresGrad: $3) }
    drawnLike("rand_like") { Tensor.randLike($0, dtype: $1, requiresGrad: $2) }
    drawnLike("randn_like") { Tensor.randnLike($0, dtype: $1, requiresGrad: $2) }
    addDrawnIntegers()
    addDistributions()
  }

  private mutating func addDrawnIntegers() {
    single("randint", parameters: ["low", "high", "size"]) { a in
      a.ignorePlacement()
      return Tensor.randint(
        try a.optionalInt("low") ?? 0, try a.int("high"), try a.ints("size"), dtype: try a.optionalDType() ?? .int64,
        device: try a.optionalDevice() ?? .cpu, requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
    single("randint_like", parameters: ["input", "low", "high"]) { a in
      a.ignorePlacement()
      return Tensor.randintLike(try a.tensor("input"), try a.optionalInt("low") ?? 0, try a.int("high"), dtype: try a.optionalDType())
    }
    single("randperm", parameters: ["n"]) { a in
      a.ignorePlacement()
      return Tensor.randperm(try a.int("n"), dtype: try a.optionalDType() ?? .int64, device: try a.optionalDevice() ?? .cpu)
    }
    single("random_", parameters: ["input", "from", "to"]) { a in
      let (input, low) = (try a.tensor("input"), try a.optionalInt("from"))
      guard let high = try a.optionalInt("to") else { return low.map { input.random_($0) } ?? input.random_() }
      return input.random_(low ?? 0, high)
    }
  }

  private mutating func addDistributions() {
    single("normal", parameters: ["mean", "std", "size"]) { a in
      a.ignorePlacement()
      switch (a.isTensor("mean"), a.isTensor("std")) {
      case (true, true): return Tensor.normal(try a.tensor("mean"), try a.tensor("std"))
      case (true, false): return Tensor.normal(try a.tensor("mean"), try a.optionalDouble("std") ?? 1)
      case (false, true): return Tensor.normal(try a.double("mean"), try a.tensor("std"))
      case (false, false):
        return Tensor.normal(
          try a.double("mean"), try a.double("std"), try a.ints("size"), dtype: try a.optionalDType() ?? .float32,
          device: try a.optionalDevice() ?? .cpu, requiresGrad: try a.optionalBool("requires_grad") ?? false)
      }
    }
    single("normal_", parameters: ["input", "mean", "std"]) { a in
      try a.tensor("input").normal_(try a.optionalDouble("mean") ?? 0, try a.optionalDouble("std") ?? 1)
    }
    single("uniform_", parameters: ["input", "from", "to"]) { a in
      try a.tensor("input").uniform_(try a.optionalDouble("from") ?? 0, try a.optionalDouble("to") ?? 1)
    }
    single("exponential_", parameters: ["input", "lambd"]) { a in try a.tensor("input").exponential_(try a.optionalDouble("lambd") ?? 1) }
    single("bernoulli", parameters: ["input", "p"]) { a in
      let (input, p) = (try a.tensor("input"), try a.optionalDouble("p"))
      return p.map { input.bernoulli($0) } ?? input.bernoulli()
    }
    single("bernoulli_", parameters: ["input", "p"]) { a in
      let input = try a.tensor("input")
      return a.isTensor("p") ? input.bernoulli_(try a.tensor("p")) : input.bernoulli_(try a.optionalDouble("p") ?? 0.5)
    }
    single("multinomial", parameters: ["input", "num_samples", "replacement"]) { a in
      try a.tensor("input").multinomial(try a.int("num_samples"), replacement: try a.optionalBool("replacement") ?? false)
    }
  }

  /// `name(size, dtype=…)`.
  private mutating func drawn(_ name: String, _ draw: @escaping @Sendable ([Int], DType, Device, Bool) -> Tensor) {
    single(name, parameters: ["size"]) { a in
      a.ignorePlacement()
      return draw(
        try a.ints("size"), try a.optionalDType() ?? .float32, try a.optionalDevice() ?? .cpu,
        try a.optionalBool("requires_grad") ?? false)
    }
  }

  /// `name(input, dtype=…)`.
  private mutating func drawnLike(_ name: String, _ draw: @escaping @Sendable (Tensor, DType?, Bool) -> Tensor) {
    single(name) { a in
      a.ignorePlacement()
      return draw(try a.tensor("input"), try a.optionalDType(), try a.optionalBool("requires_grad") ?? false)
    }
  }
}
