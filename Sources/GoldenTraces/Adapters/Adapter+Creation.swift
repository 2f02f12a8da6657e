import Autograd

extension Adapter {
  mutating func addCreation() {
    filled("zeros") { Tensor.zeros($0, dtype: $1, device: $2, requiresGrad: $3) }
    filled("ones") { Tensor.ones($0, dtype: $1, device: $2, requiresGrad: $3) }
    filled("empty") { Tensor.empty($0, dtype: $1, device: $2, requiresGrad: $3) }
    like("zeros_like") { Tensor.zerosLike($0, dtype: $1, device: $2, memoryFormat: $3, requiresGrad: $4) }
    like("ones_like") { Tensor.onesLike($0, dtype: $1, device: $2, memoryFormat: $3, requiresGrad: $4) }
    like("empty_like") { Tensor.emptyLike($0, dtype: $1, device: $2, memoryFormat: $3, requiresGrad: $4) }
    new("new_zeros") { $0.newZeros($1, dtype: $2, device: $3, requiresGrad: $4) }
    new("new_ones") { $0.newOnes($1, dtype: $2, device: $3, requiresGrad: $4) }
    new("new_empty") { $0.newEmpty($1, dtype: $2, device: $3, requiresGrad: $4) }
    addNumbers()
    addRanges()
  }

  /// What is filled with a number that the trace gives.
  private mutating func addNumbers() {
    single("full", parameters: ["size", "fill_value"]) { a in
      a.ignorePlacement()
      return Tensor.full(
        try a.ints("size"), try a.number("fill_value"), dtype: try a.optionalDType(), device: try a.optionalDevice() ?? .cpu,
        requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
    single("full_like", parameters: ["input", "fill_value"]) { a in
      a.ignorePlacement()
      return Tensor.fullLike(
        try a.tensor("input"), try a.number("fill_value"), dtype: try a.optionalDType(), device: try a.optionalDevice(),
        memoryFormat: try a.optionalMemoryFormat() ?? .preserve, requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
    single("new_full", parameters: ["input", "size", "fill_value"]) { a in
      a.ignorePlacement()
      return try a.tensor("input").newFull(
        try a.ints("size"), try a.number("fill_value"), dtype: try a.optionalDType(), device: try a.optionalDevice(),
        requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
    single("scalar_tensor", parameters: ["value"]) { a in
      a.ignorePlacement()
      return Tensor.scalarTensor(
        try a.number(a.has("s") ? "s" : "value"), dtype: try a.optionalDType() ?? .float32, device: try a.optionalDevice() ?? .cpu,
        requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
    single("tensor", parameters: ["data"]) { a in
      a.ignorePlacement()
      return Tensor(
        try a.doubles("data"), dtype: try a.optionalDType(), device: try a.optionalDevice() ?? .cpu,
        requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
  }

  private mutating func addRanges() {
    on("arange", parameters: ["start"]) { a in
      a.ignorePlacement()
      let (dtype, device) = (try a.optionalDType(), try a.optionalDevice() ?? .cpu)
      let requiresGrad = try a.optionalBool("requires_grad") ?? false
      // One positional argument is the end, as Python's range has it.
      if !a.has("start") || !a.has("end") {
        let end = try a.number(a.has("end") ? "end" : "start")
        return [.tensor(Tensor.arange(end, dtype: dtype, device: device, requiresGrad: requiresGrad))]
      }
      return [
        .tensor(
          Tensor.arange(
            try a.number("start"), try a.number("end"), try a.optionalScalar("step") ?? 1, dtype: dtype, device: device,
            requiresGrad: requiresGrad))
      ]
    }
    single("linspace", parameters: ["start", "end", "steps"]) { a in
      a.ignorePlacement()
      let (count, dtype, device) = (try a.int("steps"), try a.optionalDType() ?? .float32, try a.optionalDevice() ?? .cpu)
      let requiresGrad = try a.optionalBool("requires_grad") ?? false
      switch (a.isTensor("start"), a.isTensor("end")) {
      case (false, false):
        return Tensor.linspace(
          try a.double("start"), try a.double("end"), count, dtype: dtype, device: device, requiresGrad: requiresGrad)
      case (true, true):
        return Tensor.linspace(
          try a.tensor("start"), try a.tensor("end"), count, dtype: dtype, device: device, requiresGrad: requiresGrad)
      case (true, false):
        return Tensor.linspace(
          try a.tensor("start"), try a.double("end"), count, dtype: dtype, device: device, requiresGrad: requiresGrad)
      case (false, true):
        return Tensor.linspace(
          try a.double("start"), try a.tensor("end"), count, dtype: dtype, device: device, requiresGrad: requiresGrad)
      }
    }
    single("logspace", parameters: ["start", "end", "steps", "base"]) { a in
      a.ignorePlacement()
      let (count, dtype, device) = (try a.int("steps"), try a.optionalDType() ?? .float32, try a.optionalDevice() ?? .cpu)
      let (base, requiresGrad) = (try a.optionalDouble("base") ?? 10, try a.optionalBool("requires_grad") ?? false)
      switch (a.isTensor("start"), a.isTensor("end")) {
      case (false, false):
        return Tensor.logspace(
          try a.double("start"), try a.double("end"), count, base: base, dtype: dtype, device: device, requiresGrad: requiresGrad)
      case (true, true):
        return Tensor.logspace(
          try a.tensor("start"), try a.tensor("end"), count, base: base, dtype: dtype, device: device, requiresGrad: requiresGrad)
      case (true, false):
        return Tensor.logspace(
          try a.tensor("start"), try a.double("end"), count, base: base, dtype: dtype, device: device, requiresGrad: requiresGrad)
      case (false, true):
        return Tensor.logspace(
          try a.double("start"), try a.tensor("end"), count, base: base, dtype: dtype, device: device, requiresGrad: requiresGrad)
      }
    }
    single("eye", parameters: ["n", "m"]) { a in
      a.ignorePlacement()
      return Tensor.eye(
        try a.int("n"), try a.optionalInt("m"), dtype: try a.optionalDType() ?? .float32, device: try a.optionalDevice() ?? .cpu,
        requiresGrad: try a.optionalBool("requires_grad") ?? false)
    }
    single("vander", parameters: ["x", "N"]) { a in
      try a.tensor("x").vander(try a.optionalInt("N"), increasing: try a.optionalBool("increasing") ?? false)
    }
  }

  /// `name(size, dtype, device, requires_grad)`.
  private mutating func filled(_ name: String, _ call: @escaping @Sendable ([Int], DType, Device, Bool) -> Tensor) {
    single(name, parameters: ["size"]) { a in
      a.ignorePlacement()
      return call(
        try a.ints("size"), try a.optionalDType() ?? .float32, try a.optionalDevice() ?? .cpu,
        try a.optionalBool("requires_grad") ?? false)
    }
  }

  /// `name(input, dtype, device, memory_format, requires_grad)`.
  private mutating func like(
    _ name: String, _ call: @escaping @Sendable (Tensor, DType?, Device?, MemoryFormat, Bool) -> Tensor
  ) {
    single(name) { a in
      a.ignorePlacement()
      return call(
        try a.tensor("input"), try a.optionalDType(), try a.optionalDevice(), try a.optionalMemoryFormat() ?? .preserve,
        try a.optionalBool("requires_grad") ?? false)
    }
  }

  /// `name(input, size, dtype, device, requires_grad)`.
  private mutating func new(_ name: String, _ call: @escaping @Sendable (Tensor, [Int], DType?, Device?, Bool) -> Tensor) {
    single(name, parameters: ["input", "size"]) { a in
      a.ignorePlacement()
      return call(
        try a.tensor("input"), try a.ints("size"), try a.optionalDType(), try a.optionalDevice(),
        try a.optionalBool("requires_grad") ?? false)
    }
  }
}

extension Arguments {
  /// There is one layout: dense.
  func ignorePlacement() { ignore("layout", "pin_memory") }

  /// A flat list of numbers.
  fileprivate func doubles(_ name: String) throws(ArgumentError) -> [Double] {
    guard case .list(let elements) = try require(name) else { throw ArgumentError("argument '\(name)' is not a list") }
    var values: [Double] = []
    for element in elements {
      guard case .float(let value) = element else { throw ArgumentError("argument '\(name)' holds \(element), not a float") }
      values.append(value)
    }
    return values
  }
}
