import Autograd
import NN

extension ModuleTable {
  mutating func addActivations() {
    on("ReLU") { a in ReLU(inplace: try a.flag("inplace")) }
    on("ReLU6") { a in ReLU6(inplace: try a.flag("inplace")) }
    on("SELU") { a in SELU(inplace: try a.flag("inplace")) }
    on("SiLU") { a in SiLU(inplace: try a.flag("inplace")) }
    on("Mish") { a in Mish(inplace: try a.flag("inplace")) }
    on("Hardsigmoid") { a in Hardsigmoid(inplace: try a.flag("inplace")) }
    on("Hardswish") { a in Hardswish(inplace: try a.flag("inplace")) }
    on("Sigmoid") { _ in Sigmoid() }
    on("LogSigmoid") { _ in LogSigmoid() }
    on("Tanh") { _ in Tanh() }
    on("Tanhshrink") { _ in Tanhshrink() }
    on("Softsign") { _ in Softsign() }
    on("Softmax2d") { _ in Softmax2d() }
    on("ELU") { a in ELU(try a.number("alpha", 1.0), inplace: try a.flag("inplace")) }
    on("CELU") { a in CELU(try a.number("alpha", 1.0), inplace: try a.flag("inplace")) }
    on("Hardshrink") { a in Hardshrink(try a.number("lambd", 0.5)) }
    on("Softshrink") { a in Softshrink(try a.number("lambd", 0.5)) }
    on("Softmax") { a in Softmax(dim: try a.int("dim")) }
    on("LogSoftmax") { a in LogSoftmax(dim: try a.int("dim")) }
    on("Softmin") { a in Softmin(dim: try a.int("dim")) }
    on("Dropout") { a in Dropout(try a.number("p", 0.5), inplace: try a.flag("inplace")) }
    on("Dropout1d") { a in Dropout1d(try a.number("p", 0.5), inplace: try a.flag("inplace")) }
    on("Dropout2d") { a in Dropout2d(try a.number("p", 0.5), inplace: try a.flag("inplace")) }
    on("Dropout3d") { a in Dropout3d(try a.number("p", 0.5), inplace: try a.flag("inplace")) }
    on("AlphaDropout") { a in AlphaDropout(try a.number("p", 0.5), inplace: try a.flag("inplace")) }
    on("FeatureAlphaDropout") { a in FeatureAlphaDropout(try a.number("p", 0.5), inplace: try a.flag("inplace")) }
    on("LeakyReLU") { a in LeakyReLU(try a.number("negative_slope", 0.01), inplace: try a.flag("inplace")) }
    on("RReLU") { a in
      RReLU(try a.number("lower", 1.0 / 8), try a.number("upper", 1.0 / 3), inplace: try a.flag("inplace"))
    }
    on("PReLU") { a in PReLU(try a.optionalInt("num_parameters") ?? 1, initial: try a.optionalDouble("init") ?? 0.25) }
    on("Hardtanh") { a in
      Hardtanh(try a.number("min_val", -1.0), try a.number("max_val", 1.0), inplace: try a.flag("inplace"))
    }
    on("Threshold") { a in Threshold(try a.number("threshold"), try a.number("value"), inplace: try a.flag("inplace")) }
    on("Softplus") { a in Softplus(beta: try a.number("beta", 1.0), threshold: try a.number("threshold", 20.0)) }
    on("GELU") { a in GELU(approximate: GELUApproximation(try a.optionalString("approximate") ?? "none")) }
    on("GLU") { a in GLU(dim: try a.optionalInt("dim") ?? -1) }
  }
}
