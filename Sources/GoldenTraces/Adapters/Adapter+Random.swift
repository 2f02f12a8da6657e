import Autograd

extension Adapter {
  mutating func addRandom() {
    statement("manual_seed", parameters: ["seed"]) { a in manualSeed(try a.int("seed")) }
    single("rand", parameters: ["size"]) { a in Tensor.rand(try a.ints("size"), dtype: try a.optionalDType() ?? .float32) }
    single("randn", parameters: ["size"]) { a in Tensor.randn(try a.ints("size"), dtype: try a.optionalDType() ?? .float32) }
    single("randint", parameters: ["low", "high", "size"]) { a in
      Tensor.randint(try a.optionalInt("low") ?? 0, try a.int("high"), try a.ints("size"))
    }
    single("randperm", parameters: ["n"]) { a in Tensor.randperm(try a.int("n")) }
  }
}
