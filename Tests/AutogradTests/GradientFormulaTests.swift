import Autograd
import Testing

/// A named function of one tensor.
struct UnaryFunction: Sendable, CustomTestStringConvertible {
  let name: String
  let function: @Sendable (Tensor) -> Tensor
  var testDescription: String { name }

  init(_ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    self.function = function
  }
}

/// A named function of two tensors.
struct BinaryFunction: Sendable, CustomTestStringConvertible {
  let name: String
  let function: @Sendable (Tensor, Tensor) -> Tensor
  var testDescription: String { name }

  init(_ name: String, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) {
    self.name = name
    self.function = function
  }
}

@Suite("Gradient formulas against finite differences")
struct GradientFormulaTests {
  static let elementwiseOperators: [UnaryFunction] = [
    UnaryFunction("neg") { -$0 }, UnaryFunction("abs") { ($0 - 1.01).abs() }, UnaryFunction("sign") { $0.sign() },
    UnaryFunction("exp") { $0.exp() },
    UnaryFunction("expm1") { $0.expm1() }, UnaryFunction("log") { $0.log() }, UnaryFunction("log2") { $0.log2() },
    UnaryFunction("log10") { $0.log10() },
    UnaryFunction("log1p") { $0.log1p() }, UnaryFunction("sqrt") { $0.sqrt() }, UnaryFunction("rsqrt") { $0.rsqrt() },
    UnaryFunction("reciprocal") { $0.reciprocal() }, UnaryFunction("sin") { $0.sin() }, UnaryFunction("cos") { $0.cos() },
    UnaryFunction("tan") { ($0 * 0.7).tan() }, UnaryFunction("tanh") { $0.tanh() }, UnaryFunction("sigmoid") { $0.sigmoid() },
    UnaryFunction("relu") { ($0 - 1.01).relu() }, UnaryFunction("square") { $0.square() }, UnaryFunction("pow 3") { $0.pow(3) },
    UnaryFunction("pow 2.5") { $0.pow(2.5) }, UnaryFunction("pow -1") { $0.pow(-1) }, UnaryFunction("pow 0") { $0.pow(0) },
    UnaryFunction("clamp") { $0.clamp(min: 0.61, max: 1.23) }, UnaryFunction("clamp from below") { $0.clamp(min: 0.61) },
    UnaryFunction("floor") { $0.floor() }, UnaryFunction("round") { $0.round() }, UnaryFunction("number - x") { 2 - $0 },
    UnaryFunction("number / x") { 2 / $0 }, UnaryFunction("x / number") { $0 / 3 }, UnaryFunction("remainder") { $0 % 0.45 },
    UnaryFunction("masked fill") { $0.maskedFill($0 > 1.01, 3) }, UnaryFunction("clone") { $0.clone() },
  ]

  static let inPlaceOperators: [UnaryFunction] = [
    UnaryFunction("neg_") { $0.neg_() }, UnaryFunction("abs_") { $0.sub_(1.01).abs_() }, UnaryFunction("exp_") { $0.exp_() },
    UnaryFunction("expm1_") { $0.expm1_() }, UnaryFunction("log_") { $0.log_() }, UnaryFunction("log1p_") { $0.log1p_() },
    UnaryFunction("sqrt_") { $0.sqrt_() }, UnaryFunction("rsqrt_") { $0.rsqrt_() }, UnaryFunction("reciprocal_") { $0.reciprocal_() },
    UnaryFunction("sin_") { $0.sin_() }, UnaryFunction("cos_") { $0.cos_() }, UnaryFunction("tan_") { $0.mul_(0.7).tan_() },
    UnaryFunction("tanh_") { $0.tanh_() },
    UnaryFunction("sigmoid_") { $0.sigmoid_() }, UnaryFunction("relu_") { $0.sub_(1.01).relu_() },
    UnaryFunction("square_") { $0.square_() },
    UnaryFunction("pow_") { $0.pow_(2.5) }, UnaryFunction("clamp_") { $0.clamp_(min: 0.61, max: 1.23) },
    UnaryFunction("mul_") { $0.mul_(3) },
    UnaryFunction("div_") { $0.div_(3) }, UnaryFunction("zero_") { $0.zero_() }, UnaryFunction("fill_") { $0.fill_(2) },
    UnaryFunction("three writes") { $0.sin_().mul_(2).exp_() },
  ]

  @Test("an elementwise operator, in every layout", arguments: elementwiseOperators, Layout.allCases)
  func elementwise(_ op: UnaryFunction, _ layout: Layout) throws {
    try GradientCheck.run(op.name, [leaf(2, 3, layout: layout)]) { op.function($0[0]) }
  }

  @Test("an elementwise operator on a single number", arguments: elementwiseOperators)
  func single(_ op: UnaryFunction) throws {
    try GradientCheck.run(op.name, [leaf()]) { op.function($0[0]) }
  }

  @Test("an in-place operator, whose second derivative needs the values from before the write", arguments: inPlaceOperators)
  func inPlace(_ op: UnaryFunction) throws {
    try GradientCheck.run(op.name, [leaf(2, 3)]) { op.function($0[0].clone()) }
    try GradientCheck.run("\(op.name) on a transposed copy", [leaf(2, 3)]) { op.function($0[0].t().clone()) }
  }

  @Test("an in-place operator on a view, seen through the base", arguments: inPlaceOperators)
  func inPlaceOnView(_ op: UnaryFunction) throws {
    try GradientCheck.run(op.name, [leaf(3, 3)]) { xs in
      let y = xs[0].clone()
      _ = op.function(y[1])
      return y * y
    }
    try GradientCheck.run("\(op.name) on a column", [leaf(3, 3)]) { xs in
      let y = xs[0].clone()
      let column = y.t()[0..<2]
      _ = op.function(column)
      return Tensor.cat([y.view(-1), (column * column).reshape(-1)])
    }
  }

  static let binaryOperators: [BinaryFunction] = [
    BinaryFunction("add") { $0 + $1 }, BinaryFunction("add with alpha") { $0.add($1, alpha: 2.5) }, BinaryFunction("sub") { $0 - $1 },
    BinaryFunction("sub with alpha") { $0.sub($1, alpha: 2.5) }, BinaryFunction("mul") { $0 * $1 }, BinaryFunction("div") { $0 / $1 },
    BinaryFunction("div, floor") { $0.div($1 * 0.13, roundingMode: .floor) }, BinaryFunction("pow") { $0.pow($1) },
    BinaryFunction("maximum") { $0.maximum($1) }, BinaryFunction("minimum") { $0.minimum($1) },
    BinaryFunction("remainder") { $0.remainder($1) },
    BinaryFunction("fmod") { $0.fmod($1) }, BinaryFunction("where") { Tensor.where($0 > $1, $0 * $0, $1.exp()) },
  ]

  @Test("a binary operator with broadcasting, in every layout", arguments: binaryOperators, Layout.allCases)
  func binary(_ op: BinaryFunction, _ layout: Layout) throws {
    let shapes: [([Int], [Int])] = [([2, 3], [2, 3]), ([2, 3], [3]), ([2, 1], [1, 3]), ([], [2, 2]), ([2, 2], []), ([], [])]
    for (a, b) in shapes {
      let x = layout.tensor(sample(a.reduce(1, *)), a, requiresGrad: true)
      let y = layout.tensor(sample(b.reduce(1, *), seed: 3), b, requiresGrad: true)
      try GradientCheck.run("\(op.name) of \(a) and \(b)", [x, y]) { op.function($0[0], $0[1]) }
    }
  }

  @Test("one of the two operands alone", arguments: binaryOperators)
  func oneOperand(_ op: BinaryFunction) throws {
    let constant = Tensor(sample(3, seed: 3), dtype: .float64)
    try GradientCheck.run(op.name, [leaf(2, 3)]) { op.function($0[0], constant) }
    try GradientCheck.run("\(op.name), the other", [leaf(2, 3)]) { op.function(constant, $0[0]) }
  }

  @Test("an operand used twice", arguments: binaryOperators)
  func sameOperand(_ op: BinaryFunction) throws {
    try GradientCheck.run(op.name, [leaf(4)]) { op.function($0[0] * 1.5, $0[0]) }
  }

  static let shapeOperators: [UnaryFunction] = [
    UnaryFunction("view") { $0.contiguous().view(3, -1) * 2 }, UnaryFunction("reshape") { $0.reshape(8, 3) },
    UnaryFunction("transpose") { $0.transpose(0, 2) }, UnaryFunction("permute") { $0.permute(2, 0, 1) },
    UnaryFunction("select") { $0.select(1, -1) },
    UnaryFunction("narrow") { $0.narrow(2, 1, 2) }, UnaryFunction("expand") { $0.unsqueeze(1).expand(2, 5, 3, 4) },
    UnaryFunction("squeeze") { $0[0..<1].squeeze() }, UnaryFunction("squeeze(dim)") { $0[0..<1].squeeze(0) },
    UnaryFunction("unsqueeze") { $0.unsqueeze(-1) },
    UnaryFunction("diagonal") { $0.diagonal() }, UnaryFunction("diagonal, shifted") { $0.diagonal(offset: -1, dim1: 2, dim2: 1) },
    UnaryFunction("unbind") { $0.unbind(1)[2] * $0.unbind(1)[0] }, UnaryFunction("split") { $0.split(3, dim: 2)[1] },
    UnaryFunction("split by lengths") { $0.split([1, 3], dim: 2)[1] }, UnaryFunction("chunk") { $0.chunk(2, dim: 1)[0] },
    UnaryFunction("flatten") { $0.flatten(1) }, UnaryFunction("movedim") { $0.movedim(0, 2) }, UnaryFunction("mT") { $0.mT },
    UnaryFunction("every second") { $0[.ellipsis, .slice(1, nil, 2)] }, UnaryFunction("contiguous") { $0.transpose(0, 1).contiguous() },
    UnaryFunction("cat") { Tensor.cat([$0, $0 * 2, $0[.ellipsis, 0..<1]], dim: -1) },
    UnaryFunction("stack") { Tensor.stack([$0, $0.exp()], dim: 1) },
    UnaryFunction("strided") { $0.clone().asStrided([2, 3], [3, 2], offset: 1) },
    UnaryFunction("strided, overlapping") { $0.clone().asStrided([3, 4], [1, 2], offset: 1) },
    UnaryFunction("several indices") { $0[1, .slice(), 2] }, UnaryFunction("there and back") { $0.unsqueeze(0).squeeze(0) },
  ]

  @Test("a view or a copy of another shape", arguments: shapeOperators, Layout.allCases)
  func shape(_ op: UnaryFunction, _ layout: Layout) throws {
    // The square makes the second derivative something else than 0.
    try GradientCheck.run(op.name, [leaf(2, 3, 4, layout: layout)]) { xs in
      let y = op.function(xs[0])
      return y * y
    }
  }

  static let reductionOperators: [UnaryFunction] = [
    UnaryFunction("sum") { $0.sum() }, UnaryFunction("sum(0)") { $0.sum(0) },
    UnaryFunction("sum(0, 2, keepdim)") { $0.sum(0, 2, keepdim: true) },
    UnaryFunction("mean") { $0.mean() }, UnaryFunction("mean(1)") { $0.mean(1) },
    UnaryFunction("mean(1, 2, keepdim)") { $0.mean(1, 2, keepdim: true) },
    UnaryFunction("max") { $0.max() }, UnaryFunction("min") { $0.min() }, UnaryFunction("max(1)") { $0.max(1).values },
    UnaryFunction("min(2, keepdim)") { $0.min(2, keepdim: true).values }, UnaryFunction("amax(0, 1)") { $0.amax(0, 1) },
    UnaryFunction("amin") { $0.amin() },
    UnaryFunction("norm") { $0.norm() }, UnaryFunction("norm(1)") { $0.norm(1) }, UnaryFunction("norm(2, 1)") { $0.norm(2, 1) },
    UnaryFunction("norm(3, 0, keepdim)") { $0.norm(3, 0, keepdim: true) }, UnaryFunction("norm(inf, 2)") { $0.norm(.double(.infinity), 2) },
    UnaryFunction("norm(-inf)") { $0.norm(.double(-.infinity)) }, UnaryFunction("norm(0.5)") { $0.norm(0.5) },
    UnaryFunction("norm(0)") { $0.norm(0) },
    UnaryFunction("norm(1.5, 0, 2)") { $0.norm(1.5, 0, 2) },
  ]

  @Test("a reduction, in every layout", arguments: reductionOperators, Layout.allCases)
  func reduction(_ op: UnaryFunction, _ layout: Layout) throws {
    try GradientCheck.run(op.name, [leaf(2, 3, 2, layout: layout)]) { xs in
      let y = op.function(xs[0])
      return y * y
    }
  }

  static let products: [(name: String, shapes: [[Int]], function: @Sendable ([Tensor]) -> Tensor)] = [
    ("mm", [[2, 3], [3, 2]], { $0[0].mm($0[1]) }), ("bmm", [[2, 2, 3], [2, 3, 2]], { $0[0].bmm($0[1]) }),
    ("mv", [[2, 3], [3]], { $0[0].mv($0[1]) }), ("dot", [[4], [4]], { $0[0].dot($0[1]) }),
    ("vector by matrix", [[3], [3, 2]], { $0[0].matmul($0[1]) }), ("batch by matrix", [[2, 2, 3], [3, 2]], { $0[0].matmul($0[1]) }),
    ("batch by vector", [[2, 2, 3], [3]], { $0[0].matmul($0[1]) }), ("vector by batch", [[3], [2, 3, 2]], { $0[0].matmul($0[1]) }),
    ("batches that broadcast", [[2, 1, 2, 2], [2, 2, 2]], { $0[0].matmul($0[1]) }),
    ("addmm", [[2], [3, 2], [2, 2]], { $0[0].addmm($0[1], $0[2], beta: 0.5, alpha: 2) }),
  ]

  @Test("a matrix product, in every layout", arguments: products.indices, Layout.allCases)
  func product(_ index: Int, _ layout: Layout) throws {
    let (name, shapes, function) = Self.products[index]
    let inputs = shapes.enumerated().map { i, shape in
      layout.tensor(sample(shape.reduce(1, *), seed: i), shape, requiresGrad: true)
    }
    try GradientCheck.run(name, inputs, function)
  }

  @Test("copy_ sends gradients to the source, summed where it was broadcast, and none to what was overwritten")
  func copies() throws {
    try GradientCheck.run("copy_", [leaf(2, 3), leaf(3, seed: 2)]) { xs in (xs[0] * 2).copy_(xs[1]) * xs[0] }
    try GradientCheck.run("copy_ to a view", [leaf(2, 3), leaf(3, seed: 2)]) { xs in
      let y = xs[0].sin()
      y[1].copy_(xs[1])
      return y * y
    }
    try GradientCheck.run("fill_ with a tensor", [leaf(2, 3), leaf(seed: 2)]) { xs in
      let y = xs[0].sin()
      y[0].fill_(xs[1])
      return y * y
    }
    try GradientCheck.run("x[0] = y", [leaf(2, 3), leaf(seed: 2)]) { xs in
      let y = xs[0].sin()
      y[.ellipsis, 1] = xs[1]
      return y * y
    }
  }

  @Test("views of views written in turn, and the base between them")
  func writesThroughViews() throws {
    try GradientCheck.run("views", [leaf(3, 4), leaf(4, seed: 2)]) { xs in
      let base = xs[0] * 1.5
      let lower = base[1...]
      let corner = lower[.ellipsis, 2...]
      lower.mul_(xs[1])
      corner.sin_()
      base.mul_(1.5)
      lower[0].mul_(corner[1, 0].clone())
      return Tensor.cat([base.reshape(-1), lower.reshape(-1), corner.reshape(-1)]).sin()
    }
  }
}
